# Reads each line of json-texts.txt with jsonlite and writes what comes of it:  Rscript read-json.R   (R 4.2.2, jsonlite)
texts <- readLines("json-texts.txt", encoding = "UTF-8")
described <- function(x) {
  if (is.null(x)) return(list(kind = "null"))
  if (is.data.frame(x)) return(list(kind = "frame", rows = nrow(x), names = as.list(names(x)), parts = lapply(unname(as.list(x)), described), rowNames = if (is.character(attr(x, "row.names"))) as.list(rownames(x))))
  if (is.list(x)) return(list(kind = "list", names = if (!is.null(names(x))) as.list(names(x)), parts = lapply(unname(x), described)))
  values <- if (is.double(x)) ifelse(is.na(x) & !is.nan(x), NA, sprintf("%.17g", x)) else as.character(x)
  list(kind = typeof(x), dim = if (is.matrix(x)) as.list(dim(x)), values = as.list(values))
}
json <- jsonlite::toJSON(lapply(texts, function(text) list(text = text, answer = described(jsonlite::fromJSON(text)))), auto_unbox = TRUE, null = "null", na = "null")
writeLines(enc2utf8(gsub('},{"text"', '},\n{"text"', json, fixed = TRUE)), "read-json.json", useBytes = TRUE)
