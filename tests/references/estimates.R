# Reference values for analysis/: points, standard errors, t limits from R's survey, and the interval of
# docs/methods.md section 3 written a second time in R. Run in this folder: Rscript estimates.R > estimates.json
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "adjust", digits = 17)
forms <- read.csv("forms.csv", colClasses = c(unit = "character", cell = "character"))
units <- read.csv("units.csv", colClasses = c(unit = "character", cell = "character"))
codes <- setdiff(names(forms), c("unit", "cell", "F02"))
dims <- split(setdiff(codes, "F01"), substr(setdiff(codes, "F01"), 1, 1))
x <- as.matrix(forms[codes])
answered <- !is.na(x) & x > 0
value <- ifelse(answered, x, 0)
satisfied <- answered & x >= 4
sums_of <- function(items) list(S = rowSums(value[, items, drop = FALSE]), T = rowSums(satisfied[, items, drop = FALSE]),
                                M = rowSums(answered[, items, drop = FALSE]))
d <- merge(cbind(forms[c("unit", "cell")], row = seq_len(nrow(forms))), units)
d <- d[order(d$row), ]
d$stratum <- paste(d$unit, d$cell)
d$n <- ave(d$row, d$stratum, FUN = length)
d$weight <- d$eligible / d$n

# Figures: every dimension, every item, all dimension items pooled ("answers")
parts <- c(dims, list(ALL = unlist(dims, use.names = FALSE)), setNames(as.list(codes), codes))
for (name in names(parts)) {
  s <- sums_of(parts[[name]])
  for (k in c("S", "T", "M")) d[[paste0(name, k)]] <- s[[k]]
}
d$F02n <- as.integer(!is.na(forms$F02)); d$F02y <- ifelse(is.na(forms$F02), 0, forms$F02)

# Pooled correlation within a form, rounded up to a hundredth as analysis.frame publishes it
rho_of <- function(name) {
  A <- B <- 0; squares <- 0; n_all <- 0
  for (u in unique(d$unit)) {
    T <- d[[paste0(name, "T")]][d$unit == u]; M <- d[[paste0(name, "M")]][d$unit == u]
    T <- T[M > 0]; M <- M[M > 0]; n <- length(M); P <- sum(T) / sum(M)
    A <- A + n / (n - 1) * sum((T - P * M)^2) - P * (1 - P) * sum(M)
    B <- B + P * (1 - P) * sum(M * (M - 1)); squares <- squares + sum(M * (M - 1)); n_all <- n_all + n
  }
  if (squares == 0) return(1)
  k <- squares / (4 * n_all)
  min(max((A + k) / (B + k), 0), 1)
}
exact <- sapply(c(names(dims), "ALL"), rho_of)
rho <- ceiling(100 * exact - 1e-9) / 100

design_of <- function(rows, weighted) svydesign(ids = ~1, strata = ~stratum, fpc = ~eligible, data = d[rows, ],
  weights = if (weighted) ~weight else ~one)
d$one <- 1

kg <- function(p, n_eff, tail) {
  h <- p * n_eff
  c(if (h <= 0) 0 else qbeta(tail, h, n_eff - h + 1), if (h >= n_eff) 1 else qbeta(1 - tail, h + 1, n_eff - h))
}
interval <- function(p, v, base, m2, n, forms_n, N, w, df, r, hits = NA) {
  f <- forms_n / N; fp <- (N - n) / (N - 1)
  cv <- n * sum(w^2) / sum(w)^2
  modelled <- cv * (1 + (m2 - 1) * r)
  if (p > 0 && p < 1) {
    own <- v * base / (p * (1 - p)) * (n - 1) / n / (1 - f)
    k <- min(df, base * min(p, 1 - p) / modelled)
    deff <- (k * own + 30 * modelled) / (k + 30)
  } else deff <- modelled
  n_eff <- min(base, base / deff) / fp
  cut <- function(x) x
  if (!is.na(hits) && base == n && n == forms_n && length(unique(w)) > 1)  # one answer each: what has been seen is a bound
    cut <- function(x) c(max(x[1], hits / N), min(x[2], 1 - (base - hits) / N))
  list(design_effect = deff, effective_base = n_eff, limits = cut(kg(p, n_eff, .025)), limits90 = cut(kg(p, n_eff, .05)))
}

figure <- function(rows, name, weighted, kind, r) {
  design <- design_of(rows, weighted)
  top <- as.formula(paste0("~", name, if (kind == "share") "T" else "S")); below <- as.formula(paste0("~", name, "M"))
  ratio <- svyratio(top, below, design)
  p <- as.numeric(coef(ratio)); v <- as.numeric(vcov(ratio)); df <- degf(design)
  e <- d[rows, ]; M <- e[[paste0(name, "M")]]; has <- M > 0
  result <- list(value = p, se = sqrt(v), base = sum(M), n = sum(has), df = df)
  if (v <= 1e-24) return(result)
  if (kind == "score") {
    result$limits <- p + qt(c(.025, .975), df) * sqrt(v); result$limits90 <- p + qt(c(.05, .95), df) * sqrt(v)
    return(result)
  }
  N <- sum(units$eligible[units$unit %in% e$unit])
  w <- if (weighted) e$weight else e$one
  c(result, interval(p, v, sum(M), sum(M^2) / sum(M), sum(has), nrow(e), N, w[has], df, r,
    sum(e[[paste0(name, "T")]])))
}

# The index under `eligible`: plain mean of the dimension ratios, linearised
index_mean <- function(rows, kind, r = rho[["ALL"]]) {
  e <- d[rows, ]; k <- length(dims); z <- 0; p <- 0; base <- 0; a <- 0
  bases <- sapply(names(dims), function(n) sum(e[[paste0(n, "M")]]))
  star <- 1 / sum(1 / (k^2 * bases))
  for (n in names(dims)) {
    y <- e[[paste0(n, if (kind == "share") "T" else "S")]]; m <- e[[paste0(n, "M")]]
    total <- sum(e$weight * m); ratio <- sum(e$weight * y) / total
    p <- p + ratio / k; z <- z + (y - ratio * m) / total / k; a <- a + m / (k * sum(m))
  }
  e$z <- z
  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~eligible, data = e, weights = ~weight)
  v <- as.numeric(vcov(svytotal(~z, design))); df <- degf(design); has <- e$ALLM > 0
  result <- list(value = p, se = sqrt(v), base = sum(e$ALLM), n = sum(has), df = df)
  if (v <= 1e-24) return(result)
  if (kind == "score") {
    result$limits <- p + qt(c(.025, .975), df) * sqrt(v); result$limits90 <- p + qt(c(.05, .95), df) * sqrt(v)
    return(result)
  }
  N <- sum(units$eligible[units$unit %in% e$unit])
  c(result, interval(p, v, star, star * sum(a^2), sum(has), nrow(e), N, e$weight[has], df, r))
}

out <- list(call = "svyratio(~T, ~M, svydesign(ids = ~1, strata = ~stratum, fpc = ~eligible, weights = ~weight))", version = paste("R", getRversion(), "survey", packageVersion("survey")), rho = as.list(rho), exact_rho = as.list(exact), figures = list(), exact = list())
groups <- c(setNames(lapply(unique(d$unit), function(u) which(d$unit == u)), unique(d$unit)), list(department = seq_len(nrow(d))))
for (g in names(groups)) for (weighted in c(TRUE, FALSE)) {
  convention <- if (weighted) "eligible" else "answers"
  for (kind in c("share", "score")) {
    for (name in c(names(dims), codes, if (!weighted) "ALL")) {
      r <- if (name %in% codes) 0 else rho[[name]]
      out$figures[[paste(g, convention, kind, name, sep = "|")]] <- figure(groups[[g]], name, weighted, kind, r)
    }
    if (weighted) out$figures[[paste(g, convention, kind, "index", sep = "|")]] <- index_mean(groups[[g]], kind)
  }
  design <- design_of(groups[[g]], weighted)
  ratio <- svyratio(~F02y, ~F02n, design)
  out$figures[[paste(g, convention, "score", "F02", sep = "|")]] <- list(value = as.numeric(coef(ratio)),
    se = as.numeric(SE(ratio)), base = sum(d$F02n[groups[[g]]]), n = sum(d$F02n[groups[[g]]]), df = degf(design))
}
for (g in names(groups)) {  # shares under `eligible` with all digits of the correlations
  for (name in names(dims)) out$exact[[paste(g, name, sep = "|")]] <- figure(groups[[g]], name, TRUE, "share", exact[[name]])
  out$exact[[paste(g, "index", sep = "|")]] <- index_mean(groups[[g]], "share", exact[["ALL"]])
}
cat(toJSON(out, digits = I(17), auto_unbox = TRUE), "\n")
