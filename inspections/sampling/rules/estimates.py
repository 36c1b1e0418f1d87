"""What a mean and a spread say of the share beyond a limit: the estimators of Z1.9, form 2."""

from math import erfc, exp, inf, lgamma, log, log1p, sqrt


def percent_by_s(q: float, n: int) -> float:
    """Return the estimated percent beyond a limit at quality index `q` (s-method, Table B-5).

    The minimum-variance unbiased estimator: I_x(n/2 - 1, n/2 - 1), x = 1/2 - q sqrt(n) / (2 (n-1)).
    """
    if q in (inf, -inf):
        return 0.0 if q > 0 else 100.0
    x = min(1.0, max(0.0, 0.5 - 0.5 * q * sqrt(n) / (n - 1)))
    return 100 * beta_share(x, n / 2 - 1)


def percent_by_sigma(q: float, n: int) -> float:
    """Return the estimated percent beyond a limit at quality index `q` (sigma, Table D-5)."""
    return 50 * erfc(q * sqrt(n / (n - 1)) / sqrt(2))


def beta_share(x: float, a: float) -> float:
    """Return the regularised incomplete beta function I_x(a, a).

    Continued fraction of Numerical Recipes 6.4, by Lentz; it converges fast for x up to 1/2, and
    symmetry gives the rest.
    """
    if x > 0.5:
        return 1 - beta_share(1 - x, a)
    if x <= 0:
        return 0.0
    front = exp(lgamma(2 * a) - 2 * lgamma(a) + a * (log(x) + log1p(-x))) / a
    return front * _fraction(x, a)


def _fraction(x: float, a: float, tiny: float = 1e-300) -> float:
    up, down = 1.0, 1 - 2 * a * x / (a + 1)
    down = 1 / (down or tiny)
    value = down
    for m in range(1, 1000):
        even = m * (a - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (2 * a + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            down = 1 / ((1 + term * down) or tiny)
            up = (1 + term / up) or tiny
            value *= down * up
        if abs(down * up - 1) < 1e-15:
            break
    return value
