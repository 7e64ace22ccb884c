# The intervals that the tests hold ours to, made by R's survey from sample.csv: Rscript intervals.R > intervals.csv
suppressMessages(library(survey))
d <- read.csv("sample.csv", fileEncoding = "UTF-8")
d$rare <- as.numeric(d$income < 1200); d$poor <- as.numeric(d$income < 3000)
g <- svydesign(ids = ~village, strata = ~stratum, weights = ~weight, data = d)
cat("name,method,rate,se,size,degrees,low,high\n")
for (name in c("rare", "poor", "water")) for (method in c("beta", "logit")) {
  f <- as.formula(paste0("~", name)); s <- svymean(f, g)
  i <- svyciprop(f, g, method = method); k <- attr(i, "ci")
  cat(sprintf("%s,%s,%.15g,%.15g,%d,%d,%.15g,%.15g\n", name, method, coef(s)[[1]], SE(s)[[1]], nrow(d), degf(g), k[[1]], k[[2]]))
}
