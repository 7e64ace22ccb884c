# The figures that the tests hold our measures to, made by R's survey and laeken from sample.csv: Rscript figures.R > figures.csv
suppressMessages({library(survey); library(laeken)})
d <- read.csv("sample.csv", fileEncoding = "UTF-8")
line <- 3000
d$fgt0 <- as.numeric(d$income < line)
d$fgt1 <- d$fgt0 * (1 - d$income / line)
d$fgt2 <- d$fgt0 * (1 - d$income / line)^2
d$watts <- ifelse(d$income > 0 & d$income < line, log(line / pmax(d$income, 1e-9)), 0)
d$score <- 3 * d$schooling + 3 * d$health + 2 * d$housing + 1 * d$water
d$mp <- as.numeric(d$score >= 4); d$cs <- d$mp * d$score / 9; d$ch <- d$mp * d$health
tell <- function(kind, name, group, s) cat(sprintf("%s,%s,%s,%.15g,%.15g\n", kind, name, group, coef(s)[[1]], SE(s)[[1]]))
options(survey.lonely.psu = "fail")
cat("kind,name,group,estimate,se\n")
designs <- list(
  full = svydesign(ids = ~village, strata = ~stratum, weights = ~weight, data = d),
  fpc = svydesign(ids = ~village, strata = ~stratum, weights = ~weight, fpc = ~villages, data = d),
  rows = svydesign(ids = ~1, weights = ~weight, data = d))
for (kind in names(designs)) {
  g <- designs[[kind]]
  for (name in c("fgt0", "fgt1", "fgt2")) {
    tell(kind, name, "", svymean(as.formula(paste0("~", name)), g))
    b <- svyby(as.formula(paste0("~", name)), ~ethnic, g, svymean)
    for (i in seq_len(nrow(b))) cat(sprintf("%s,%s,%s,%.15g,%.15g\n", kind, name, b[i, 1], coef(b)[[i]], SE(b)[[i]]))
  }
  tell(kind, "watts", "", svymean(~watts, subset(g, income > 0)))
  tell(kind, "mpi_h", "", svymean(~mp, g)); tell(kind, "mpi", "", svymean(~cs, g))
  tell(kind, "mpi_a", "", svyratio(~cs, ~mp, g)); tell(kind, "censored.health", "", svymean(~ch, g))
  tell(kind, "uncensored.health", "", svymean(~health, g))
  s <- svyratio(~ch, ~cs, g); cat(sprintf("%s,contribution.health,,%.15g,%.15g\n", kind, coef(s)[[1]] * 3 / 9, sqrt(vcov(s)[[1]]) * 3 / 9))
}
j <- as.svrepdesign(designs$full, type = "JKn")
tell("jackknife", "fgt1", "", svymean(~fgt1, j)); tell("jackknife", "mpi_a", "", svyratio(~cs, ~mp, j))
point <- function(name, value) cat(sprintf("laeken,%s,,%.15g,\n", name, value))
point("gini", gini("income", weights = "weight", data = d)$value / 100)
point("arpt", arpt("income", weights = "weight", data = d))
point("arpr", arpr("income", weights = "weight", data = d)$value / 100)
point("rmpg", rmpg("income", weights = "weight", data = d)$value / 100)
by_group <- function(name, found) for (i in seq_len(nrow(found))) cat(sprintf("laeken,%s,%s,%.15g,\n", name, found[i, 1], found[i, 2] / 100))
by_group("arpr", arpr("income", weights = "weight", breakdown = "ethnic", data = d)$valueByStratum)
by_group("rmpg", rmpg("income", weights = "weight", breakdown = "ethnic", data = d)$valueByStratum)
# the error of a group's rate below everybody's line (Deville 1999, Osier 2009), its variance by survey
w <- d$weight; y <- d$income
q50 <- y[order(y)][which(cumsum(w[order(y)]) >= sum(w) / 2)[1]]; poverty <- 0.6 * q50
width <- function(y, w) sqrt(sum(w * y^2) / sum(w) - (sum(w * y) / sum(w))^2) / sum(w)^0.2
dens <- function(at, y, w) sum(w * dnorm((at - y) / width(y, w))) / (sum(w) * width(y, w))
moves <- -0.6 * ((y <= q50) - 0.5) / (sum(w) * dens(q50, y, w))
for (group in sort(unique(d$ethnic))) {
  inside <- d$ethnic == group; n <- sum(w[inside])
  rate <- sum(w[inside & y <= poverty]) / n
  lin <- inside * ((y <= poverty) - rate) / n + dens(poverty, y[inside], w[inside]) * moves
  v <- svyrecvar(lin * w, designs$full$cluster, designs$full$strata, designs$full$fpc)
  cat(sprintf("full,arpr,%s,%.15g,%.15g\n", group, rate, sqrt(v[[1]])))
}
# two villages that are strata of their own: what they add is said by one of three ways; `fpc` where the strata's populations are known
d$alone <- ifelse(d$village %in% c(0, 100), paste0("one", d$village), d$stratum)
alone <- list(endless = svydesign(ids = ~village, strata = ~alone, weights = ~weight, data = d), fpc = svydesign(ids = ~village, strata = ~alone, weights = ~weight, fpc = ~villages, data = d))
for (way in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = way)
  for (kind in names(alone)) {
    g <- alone[[kind]]; said <- paste("lonely", way, kind)
    tell(said, "fgt1", "", svymean(~fgt1, g)); tell(said, "mpi_a", "", svyratio(~cs, ~mp, g))
    b <- svyby(~fgt1, ~ethnic, g, svymean)
    for (i in seq_len(nrow(b))) cat(sprintf("%s,%s,%s,%.15g,%.15g\n", said, "fgt1", b[i, 1], coef(b)[[i]], SE(b)[[i]]))
    for (group in sort(unique(d$ethnic))) {
      inside <- d$ethnic == group; n <- sum(w[inside])
      rate <- sum(w[inside & y <= poverty]) / n
      lin <- inside * ((y <= poverty) - rate) / n + dens(poverty, y[inside], w[inside]) * moves
      cat(sprintf("%s,arpr,%s,%.15g,%.15g\n", said, group, rate, sqrt(svyrecvar(lin * w, g$cluster, g$strata, g$fpc)[[1]])))
    }
  }
}
