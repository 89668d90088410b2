# Reference values for analysis/raking.py from R's survey: rake, then svyratio. Run in this folder: Rscript raking.R > raking.json
# api: the data of the package (California schools, Academic Performance Index, 2000), simple random sample of 200 of 6,194.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
data(api)
options(digits = 17)
raked <- function(d, N, row, column, rows, columns) {
  d$fpc <- N
  design <- svydesign(ids = ~1, fpc = ~fpc, data = d)
  margins <- list(setNames(data.frame(names(rows), as.numeric(rows)), c(row, "Freq")),
                  setNames(data.frame(names(columns), as.numeric(columns)), c(column, "Freq")))
  rake(design, list(as.formula(paste0("~", row)), as.formula(paste0("~", column))), margins,
       control = list(maxit = 500, epsilon = 1e-11, verbose = FALSE))
}
out <- list(call = "svyratio(~T, ~M, rake(svydesign(ids = ~1, fpc = ~fpc), list(~row, ~column), margins))",
  version = paste("R", getRversion(), "survey", packageVersion("survey")))

rows <- table(apipop$stype); columns <- table(apipop$sch.wide)
d <- apisrs[c("stype", "sch.wide", "enroll", "api.stu")]
r <- raked(d, nrow(apipop), "stype", "sch.wide", rows, columns)
ratio <- svyratio(~api.stu, ~enroll, r)
w <- weights(r)
out$api <- list(rows = as.list(rows), columns = as.list(columns), forms = d, value = as.numeric(coef(ratio)),
  se = as.numeric(SE(ratio)), kish = length(w) * sum(w^2) / sum(w)^2,
  weights = as.list(tapply(w, paste(d$stype, d$sch.wide), mean)))

forms <- read.csv("forms.csv", colClasses = c(unit = "character", cell = "character"))
units <- read.csv("units.csv", colClasses = c(unit = "character", cell = "character"))
codes <- setdiff(names(forms), c("unit", "cell", "F01", "F02")); dims <- split(codes, substr(codes, 1, 1))
x <- as.matrix(forms[codes]); answered <- !is.na(x) & x > 0
for (k in names(dims)) {
  i <- dims[[k]]
  forms[[paste0(k, "T")]] <- rowSums(answered[, i] & x[, i] >= 4); forms[[paste0(k, "S")]] <- rowSums(ifelse(answered[, i], x[, i], 0))
  forms[[paste0(k, "M")]] <- rowSums(answered[, i])
}
forms$second <- ifelse(ave(seq_len(nrow(forms)), forms$unit, FUN = seq_along) %% 3 == 1, "a", "b")
for (u in c("U1", "U4", "U5")) {
  e <- forms[forms$unit == u, ]; rows <- with(units[units$unit == u, ], setNames(eligible, cell)); N <- sum(rows)
  columns <- c(a = round(N * .45), b = N - round(N * .45))
  r <- raked(e, N, "cell", "second", rows, columns)
  for (kind in c("T", "S")) {
    total <- 0; z <- 0; w <- weights(r)
    for (k in names(dims)) {
      ratio <- svyratio(as.formula(paste0("~", k, kind)), as.formula(paste0("~", k, "M")), r)
      out[[u]][[kind]][[k]] <- list(value = as.numeric(coef(ratio)), se = as.numeric(SE(ratio)))
      total <- total + as.numeric(coef(ratio)) / length(dims)
      z <- z + (e[[paste0(k, kind)]] - as.numeric(coef(ratio)) * e[[paste0(k, "M")]]) / sum(w * e[[paste0(k, "M")]]) / length(dims)
    }
    r$variables$z <- z
    out[[u]][[kind]]$index <- list(value = total, se = as.numeric(SE(svytotal(~z, r))))
  }
  out[[u]]$columns <- as.list(columns); out[[u]]$kish <- nrow(e) * sum(weights(r)^2) / sum(weights(r))^2
}
cat(toJSON(out, digits = I(17), auto_unbox = TRUE, dataframe = "values"), "\n")
