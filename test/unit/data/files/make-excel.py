"""Writes the Excel workbooks of this folder; read-excel.R then writes what readxl reads from them.

    pip install openpyxl==3.1.5 xlsxwriter==3.2.9
    python make-excel.py && Rscript read-excel.R
"""
import datetime as dt

import openpyxl
import xlsxwriter
from openpyxl.styles import numbers

book = openpyxl.Workbook()
study = book.active
study.title = "study"
study.append(["herd", "size", "sick", "visit", "share", "note"])
for i in range(8):
    study.append([f"herd {i % 3}", 10 + i, i % 2 == 0, dt.datetime(2024, 2, 27) + dt.timedelta(days=i, hours=6 * i), i / 7, None if i % 3 else f" note {i} "])
visits = book.create_sheet("visits")
visits["B3"], visits["C3"], visits["E3"] = "id", "y", "id"
for i in range(4):
    visits.cell(4 + i, 2, f"s{i}")
    visits.cell(4 + i, 3, [1.5, None, -2e-8, 123456789.125][i])
    visits.cell(4 + i, 5, [1, "x", True, None][i])
visits["C9"] = 7
types = book.create_sheet("types & <kinds>")
types.append(["logical number", "logical text", "date number", "date text", "number text", "blank", "long text", "empty string"])
types.append([True, True, dt.date(2024, 2, 29), dt.date(2024, 2, 29), 1.5, None, "Zürich & <b> \"q\" ☃ 😀", ""])
types.append([2.5, "a", 3, "soon", "n/a", None, "two\nlines", None])
types.append([None, None, None, None, 100000, None, None, None])
types.append([False, False, dt.datetime(1899, 12, 31, 12), dt.datetime(1900, 3, 1), 0.1 + 0.2, None, " padded ", None])
types.append([0, "TRUE", 61, None, 123456789012345, None, "_x0041_", None])
dates = book.create_sheet("dates")
dates.append(["serial", "time", "elapsed", "euro", "red"])
for serial, time, elapsed in [(1, 0.25, 1.5), (59, 0.5, 2.25), (61, 0.999988426, 0.1), (45351.123456, 0.0000115741, 10)]:
    dates.append([serial, time, elapsed, serial, serial])
for row in dates.iter_rows(min_row=2):
    for cell, code in zip(row, ["yyyy-mm-dd hh:mm", "hh:mm:ss", "[h]:mm:ss", '#,##0.00 "days"', "[Red]0.00"]):
        cell.number_format = code
merged = book.create_sheet("merged")
merged.append(["group", "y"])
for i in range(4):
    merged.append(["a" if i == 0 else "b" if i == 2 else None, i])
merged.merge_cells("A2:A3")
merged.merge_cells("A4:A5")
book.create_sheet("nothing")
only = book.create_sheet("header only")
only.append(["a", "b"])
numbers_as_names = book.create_sheet("names")
numbers_as_names.append([2020, 1.5, True, None, "y", "y"])
numbers_as_names.append([1, 2, 3, 4, 5, 6])
book.save("study.xlsx")

old = openpyxl.Workbook()
old.epoch = openpyxl.utils.datetime.MAC_EPOCH
old.active.append(["when"])
old.active.append([dt.datetime(2024, 2, 29, 12)])
old.save("mac.xlsx")

# a writer with shared formulas, cached values, errors, rich text and inline strings
formulas = xlsxwriter.Workbook("formulas.xlsx")
sheet = formulas.add_worksheet("f")
bold = formulas.add_format({"bold": True})
for column, name in enumerate(["x", "double", "text", "error", "truth", "rich"]):
    sheet.write(0, column, name)
for row in range(1, 5):
    sheet.write_number(row, 0, row * 1.1)
    sheet.write_formula(row, 1, f"=2*A{row + 1}", None, row * 2.2)
    sheet.write_formula(row, 2, f'="r"&A{row + 1}', None, f"r{row}")
    sheet.write_formula(row, 3, "=1/0" if row == 2 else f"=A{row + 1}", None, "#DIV/0!" if row == 2 else row)
    sheet.write_formula(row, 4, "=TRUE", None, True)
    sheet.write_rich_string(row, 5, "a", bold, f"b{row}", "c")
formulas.close()

inline = xlsxwriter.Workbook("inline.xlsx", {"constant_memory": True})
sheet = inline.add_worksheet()
for row in range(50):
    sheet.write_row(row, 0, ["g", "y"] if row == 0 else [f"g{row % 5}", row / 8])
inline.close()
