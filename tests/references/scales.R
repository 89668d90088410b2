# Reference values for analysis/importance.py, analysis/reliability.py and analysis/common_factor.py, from rows and with loops.
# Run in this folder: Rscript scales.R > scales.json
suppressPackageStartupMessages(library(jsonlite))
forms <- read.csv("scales.csv", colClasses = c(unit = "character"))
codes <- setdiff(names(forms), c("unit", "F01"))
forms[codes][forms[codes] == 0] <- NA  # not applicable
dims <- split(codes, substr(codes, 1, 1))

# LMG: the sequential sums of squares of anova(lm(...)), averaged over all orders of the predictors
orders <- function(x) if (length(x) < 2) list(x) else
  do.call(c, lapply(seq_along(x), function(i) lapply(orders(x[-i]), function(rest) c(x[i], rest))))
lmg <- function(data, outcome, predictors) {
  all <- orders(predictors)
  parts <- sapply(all, function(order) {
    table <- anova(lm(reformulate(order, outcome), data))
    (table[order, "Sum Sq"] / sum(table[["Sum Sq"]]))[match(predictors, order)]
  })
  rowMeans(parts)
}
johnson <- function(data, outcome, predictors) {
  e <- eigen(cor(data[predictors]))
  root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  weights <- solve(root, cor(data[predictors], data[[outcome]]))
  drop(root^2 %*% weights^2)
}
beta <- function(data, outcome, predictors) {
  data <- as.data.frame(scale(data))
  unname(coef(lm(reformulate(predictors, outcome), data))[predictors])
}
relation <- function(data, outcome, predictors) list(
  forms = nrow(data), correlations = unname(cor(data[c(predictors, outcome)])),
  r_squared = summary(lm(reformulate(predictors, outcome), data))$r.squared,
  lmg = lmg(data, outcome, predictors), johnson = johnson(data, outcome, predictors), beta = beta(data, outcome, predictors))

means <- as.data.frame(sapply(dims, function(items) rowMeans(forms[items], na.rm = TRUE)))
means$F01 <- forms$F01
drivers <- relation(means[complete.cases(means), ], "F01", names(dims))
inside <- lapply(dims, function(items) {
  data <- forms[c(items, "F01")]
  relation(data[complete.cases(data), ], "F01", items)
})

exact_loadings <- function(R, fit) {  # Rubin and Thayer 1982
  l <- fit$loadings[, 1]; u <- fit$uniquenesses
  for (step in 1:20000) {
    weights <- solve(tcrossprod(l) + diag(u), l)
    Ry <- drop(R %*% weights)
    l <- Ry / drop(1 - sum(weights * l) + sum(weights * Ry))
    u <- 1 - l * Ry
  }
  l
}
scale_of <- function(items) {
  data <- forms[items]; data <- data[complete.cases(data), ]
  n <- nrow(data); k <- length(items); C <- cov(data)
  rest <- sapply(seq_along(items), function(j) cor(data[[j]], rowSums(data[-j])))
  if (k == 2) return(list(forms = n, alpha = 2 * cor(data)[1, 2] / (1 + cor(data)[1, 2]), item_rest = rest))
  alpha <- k / (k - 1) * (1 - sum(diag(C)) / sum(C))
  fit <- factanal(covmat = C, factors = 1, n.obs = n)  # good to about five digits; EM steps give the rest
  stopifnot(max(abs(exact_loadings(cov2cor(C), fit) - fit$loadings[, 1])) < 1e-3)
  loadings <- exact_loadings(cov2cor(C), fit)
  l <- loadings * sqrt(diag(C)); u <- (1 - loadings^2) * diag(C)
  list(forms = n, alpha = alpha, limits = 1 - (1 - alpha) * qf(c(.975, .025), n - 1, (n - 1) * (k - 1)), item_rest = rest,
       loadings = unname(loadings), omega = sum(l)^2 / (sum(l)^2 + sum(u)))
}
version <- paste0("R ", R.version$major, ".", R.version$minor, " stats")
cat(toJSON(list(version = version, drivers = drivers, inside = inside, scales = lapply(dims, scale_of)),
           digits = 12, auto_unbox = TRUE), "\n")
