# Reads the workbooks of make-excel.py with readxl and writes its answers:  Rscript read-excel.R   (R 4.2.2, readxl 1.4.2)
suppressPackageStartupMessages(library(readxl))
calls <- c(
  'read_excel("study.xlsx")', 'read_excel("study.xlsx", sheet = "visits")', 'read_excel("study.xlsx", sheet = 2, skip = 3, col_names = FALSE)',
  'read_excel("study.xlsx", sheet = "types & <kinds>")', 'read_excel("study.xlsx", sheet = "types & <kinds>", col_types = "text")',
  'read_excel("study.xlsx", sheet = "types & <kinds>", na = c("", "n/a", "soon"))', 'read_excel("study.xlsx", sheet = "types & <kinds>", trim_ws = FALSE)',
  'read_excel("study.xlsx", sheet = "dates")', 'read_excel("study.xlsx", sheet = "merged")', 'read_excel("study.xlsx", sheet = "nothing")',
  'read_excel("study.xlsx", sheet = "header only")', 'read_excel("study.xlsx", sheet = "names")', 'read_excel("study.xlsx", sheet = "names", col_names = FALSE)',
  'read_excel("study.xlsx", range = "A1:C4")', 'read_excel("study.xlsx", range = "visits!B3:E5")', 'read_excel("study.xlsx", sheet = "visits", range = "A1:F10", col_names = FALSE)',
  'read_excel("study.xlsx", n_max = 3)', 'read_excel("study.xlsx", col_types = c("text", "numeric", "logical", "skip", "guess", "text"))', 'read_excel("study.xlsx", skip = 1, col_names = c("a", "b", "c", "d", "e", "f"))',
  'read_excel("study.xlsx", sheet = "visits", n_max = 2)', 'read_excel("study.xlsx", col_types = c("guess", "text", "text", "text", "text", "guess"))',
  'read_excel("mac.xlsx")', 'read_excel("formulas.xlsx")', 'read_excel("inline.xlsx")', 'read_xlsx("study.xlsx", 5)')
answer <- function(call) {
  d <- suppressWarnings(suppressMessages(eval(parse(text = call))))
  columns <- lapply(seq_along(d), function(j) {
    x <- d[[j]]
    if (inherits(x, "POSIXct")) x <- as.numeric(x)
    list(name = names(d)[j], type = typeof(x), values = as.list(if (is.double(x)) ifelse(is.na(x), NA, sprintf("%.17g", x)) else as.character(x)))
  })
  list(call = call, rows = nrow(d), columns = columns)
}
json <- jsonlite::toJSON(lapply(calls, answer), auto_unbox = TRUE, null = "null", na = "null")
writeLines(enc2utf8(gsub('},{"call"', '},\n{"call"', json, fixed = TRUE)), "excel.json", useBytes = TRUE)
