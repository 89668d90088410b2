# Reference values for analysis/change.py, differences.py and slopes.py from base R. Run in this folder: Rscript change.R > change.json
suppressPackageStartupMessages(library(jsonlite))
options(digits = 17)
out <- list(version = paste("R", getRversion()))

p <- c(0.001, 0.2, 0.013, 0.0004, 0.049, 0.9, 0.013, 1, 0.03, 0.051)
out$adjusted <- list(call = 'p.adjust(p, method = "BH")', p = p, adjusted = p.adjust(p, method = "BH"))

x <- c(4, 5, 3, 4, 4, 5, 2, 4, 5, 4, 4, 3); y <- c(5, 4, 5, 5, 4, 5, 5, 3, 5, 4, 5, 5, 4, 5, 5, 5, 4, 5, 5)
r <- t.test(y, x); r90 <- t.test(y, x, conf.level = .9)
out$welch <- list(call = "t.test(y, x)", x = x, y = y, statistic = unname(r$statistic), df = unname(r$parameter), p = r$p.value,
  low = r$conf.int[1], high = r$conf.int[2], low90 = r90$conf.int[1], high90 = r90$conf.int[2])

t <- c(2022, 2023.25, 2024, 2026.5); figure <- c(3.95, 4.10, 4.02, 4.21); v <- c(0.0016, 0.0004, 0.0025, 0.0009)
m <- lm(figure ~ t, weights = 1 / v); s <- summary(m)
out$line <- list(call = "lm(figure ~ t, weights = 1/v)", t = t, figure = figure, v = v, slope = unname(coef(m)[2]),
  se = sqrt(s$cov.unscaled[2, 2]), lack_of_fit = sum(residuals(m)^2 / v),
  lack_of_fit_p = pchisq(sum(residuals(m)^2 / v), 2, lower.tail = FALSE))
m <- lm(figure ~ t)
out$plain <- list(call = "lm(figure ~ t)", slope = unname(coef(m)[2]))
cat(toJSON(out, digits = NA, auto_unbox = TRUE))
