# Points and standard errors of units by R's survey: strata with finite populations, one svyratio per figure.
# Rscript _survey.R FORMS.csv FIGURES.csv; prints the seconds of the estimates alone and the versions.
suppressPackageStartupMessages(library(survey))
paths <- commandArgs(trailingOnly = TRUE)
forms <- read.csv(paths[1])
figures <- read.csv(paths[2])
rows <- split(seq_len(nrow(forms)), forms$unit)
one_unit <- function(own) {
  design <- svydesign(ids = ~1, strata = ~cell, fpc = ~eligible, data = forms[own, ])
  mapply(function(y, m) {
    ratio <- svyratio(reformulate(y), reformulate(m), design)
    c(coef(ratio), SE(ratio))
  }, figures$y, figures$m)
}
started <- proc.time()
found <- lapply(rows, one_unit)
used <- proc.time() - started
write.table(do.call(rbind, lapply(found, function(x) c(t(x)))), sub("csv$", "out", paths[1]), row.names = FALSE, col.names = FALSE)
cat(used[["user.self"]] + used[["sys.self"]], "R", paste(R.version$major, R.version$minor, sep = "."), "survey", as.character(packageVersion("survey")), "\n")
