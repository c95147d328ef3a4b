"""Writes small_model.json: a model in the form Robyn exports, of 70 simulated weeks.

Coefficients and contributions are computed here, by normal equations (Gaussian elimination), so that
the Java code is held against another program's numbers: python3 small_model.py > small_model.json
"""

import datetime
import json
import math
import random

random.seed(20260105)
WEEKS, FIRST = 70, 10
LAMBDA = 900.0
HYPER = {
    "tv_spend": {"thetas": 0.55, "alphas": 1.3, "gammas": 0.6},
    "fb_impressions": {"thetas": 0.2, "alphas": 0.9, "gammas": 0.45},
    "search_clicks": {"thetas": 0.05, "alphas": 1.1, "gammas": 0.8},
    "letters": {"thetas": 0.15, "alphas": 1.6, "gammas": 0.5},
}
BOUNDS = {
    "tv_spend": {"thetas": [0.3, 0.8], "alphas": [0.5, 3], "gammas": [0.3, 1]},
    "fb_impressions": {"thetas": [0, 0.3], "alphas": [0.5, 3], "gammas": [0.3, 1]},
    "search_clicks": {"thetas": [0, 0.3], "alphas": [0.5, 3], "gammas": [0.3, 1]},
    "letters": {"thetas": [0.1, 0.4], "alphas": [0.5, 3], "gammas": [0.3, 1]},
}


def adstock(x, theta):
    out, carried = [], 0.0
    for v in x:
        carried = v + theta * carried
        out.append(carried)
    return out


def media(x, h):
    a = adstock(x, h["thetas"])[FIRST:]
    inflexion = h["gammas"] * max(a)
    return [v ** h["alphas"] / (v ** h["alphas"] + inflexion ** h["alphas"]) for v in a]


def solve(a, b):
    n = len(b)
    m = [row[:] + [b[i]] for i, row in enumerate(a)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[pivot] = m[pivot], m[i]
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                m[r] = [p - f * q for p, q in zip(m[r], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]


def mean(v):
    return sum(v) / len(v)


def sd(v):
    return math.sqrt(mean([(x - mean(v)) ** 2 for x in v]))


def flights():
    return [round(random.uniform(8000, 30000), 2) if (t // 4) % 3 == 0 else 0.0 for t in range(WEEKS)]


raw = {
    "tv_spend": flights(),
    "fb_spend": [round(random.uniform(1000, 9000), 2) for _ in range(WEEKS)],
    "search_spend": [round(random.uniform(500, 6000), 2) for _ in range(WEEKS)],
    "letters": [float(random.choice([0, 0, 20000, 45000])) for _ in range(WEEKS)],
    "price": [round(random.gauss(50, 3), 2) for _ in range(WEEKS)],
}
raw["fb_impressions"] = [round(s * random.uniform(140, 190)) for s in raw["fb_spend"]]
raw["search_clicks"] = [round(s * random.uniform(1.5, 2.1)) for s in raw["search_spend"]]
names = ["price", "tv_spend", "fb_impressions", "search_clicks", "letters"]
columns = [raw["price"][FIRST:]] + [media(raw[n], HYPER[n]) for n in names[1:]]
truth = [-900.0, 60000.0, 25000.0, 18000.0, 9000.0]
full = [raw["price"]] + [
    [0.0] * FIRST + media(raw[n], HYPER[n]) for n in names[1:]
]
raw["sales"] = [
    round(150000 + sum(b * c[t] for b, c in zip(truth, full)) + random.gauss(0, 4000), 2)
    for t in range(WEEKS)
]

y = raw["sales"][FIRST:]
n = len(y)
z = [[(v - mean(c)) / sd(c) for v in c] for c in columns]
yc = [v - mean(y) for v in y]
penalty = LAMBDA / sd(y)
gram = [
    [sum(p * q for p, q in zip(a, b)) / n + (penalty if i == j else 0) for j, b in enumerate(z)]
    for i, a in enumerate(z)
]
b = [v / sd(c) for v, c in zip(solve(gram, [sum(p * q for p, q in zip(a, yc)) / n for a in z]), columns)]
intercept = mean(y) - sum(v * mean(c) for v, c in zip(b, columns))
assert intercept > 0 and b[0] < 0 and min(b[1:]) > 0, (intercept, b)

total = sum(y)
summary = [{"variable": "(Intercept)", "coef": intercept, "decompAgg": intercept * n}]
for name, v, c in zip(names, b, columns):
    summary.append({"variable": name, "coef": v, "decompPer": v * sum(c) / total, "decompAgg": v * sum(c)})

start = datetime.date(2023, 1, 2)
dates = [(start + datetime.timedelta(weeks=t)).isoformat() for t in range(WEEKS)]
fields = ["sales", "tv_spend", "fb_spend", "fb_impressions", "search_spend", "search_clicks", "letters", "price"]
model = {
    "InputCollect": {
        "date_var": ["week"],
        "dayInterval": [7],
        "dep_var": ["sales"],
        "dep_var_type": ["revenue"],
        "prophet_vars": [],
        "context_vars": ["price"],
        "context_signs": ["negative"],
        "paid_media_vars": names[1:4],
        "paid_media_signs": ["positive"] * 3,
        "paid_media_spends": ["tv_spend", "fb_spend", "search_spend"],
        "organic_vars": ["letters"],
        "organic_signs": ["positive"],
        "factor_vars": [],
        "window_start": [dates[FIRST]],
        "window_end": [dates[-1]],
        "adstock": ["geometric"],
        "hyperparameters": {f"{m}_{k}": v for m, h in BOUNDS.items() for k, v in h.items()},
        "version": ["made by small_model.py"],
    },
    "ExportedModel": {
        "select_model": ["1_1_1"],
        "summary": summary,
        "hyper_values": {f"{m}_{k}": [v] for m, h in HYPER.items() for k, v in h.items()}
        | {"lambda": [LAMBDA]},
    },
    "Extras": {
        "raw_data": [{"week": dates[t]} | {f: raw[f][t] for f in fields} for t in range(WEEKS)]
    },
}
print(json.dumps(model, indent=0))
