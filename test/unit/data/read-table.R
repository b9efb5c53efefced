# Reads tricky texts with R's own readers and writes their answers:  Rscript read-table.R   (R 4.2.2, readr 2.1.4, jsonlite)
calls <- readLines("read-table-calls.txt", encoding = "UTF-8")
calls <- calls[calls != "" & !startsWith(calls, "# ")]
suppressPackageStartupMessages(library(readr))
answer <- function(call) {
  d <- tryCatch(suppressWarnings(suppressMessages(eval(parse(text = call, encoding = "UTF-8")))), error = function(e) NULL)
  if (is.null(d)) return(list(call = call, error = TRUE))
  d <- as.data.frame(d, optional = TRUE)
  names <- names(d)
  columns <- lapply(seq_along(names), function(j) {
    x <- d[[j]]
    type <- if (is.factor(x)) "factor" else if (inherits(x, "hms") || inherits(x, "Date") || inherits(x, "POSIXct")) class(x)[1] else typeof(x)
    values <- if (is.double(x) && !is.object(x)) ifelse(is.na(x) & !is.nan(x), NA, sprintf("%.17g", x)) else as.character(x)
    list(name = names[j], type = type, values = as.list(values), levels = if (is.factor(x)) as.list(levels(x)))
  })
  rows <- attr(d, "row.names")
  list(call = call, rows = nrow(d), rowNames = if (is.character(rows)) as.list(rows), columns = columns)
}
json <- jsonlite::toJSON(lapply(calls, answer), auto_unbox = TRUE, null = "null", na = "null", digits = NA)
json <- gsub('},{"call"', '},\n{"call"', json, fixed = TRUE)
writeLines(enc2utf8(json), "read-table.json", useBytes = TRUE)
