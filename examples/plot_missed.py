#!/usr/bin/env python3
# /// script
# requires-python = ">=3.9"
# dependencies = ["matplotlib"]
# ///
"""Plots the missed appointments of each department per period, and their cost, from the API.

    script/server                                       # in one terminal
    python3 -m venv .venv && .venv/bin/pip install matplotlib
    .venv/bin/python examples/plot_missed.py            # in another; or: uv run examples/plot_missed.py

Signs in by PANDA_EMAIL and PANDA_PASSWORD, or as the demo's analyst, who reads rounded numbers. Counts of a few patients are
suppressed: there the line has a gap, and a cross marks the period. The costs are those of the whole period, because a
sum of months would leave out the suppressed ones.
"""

import argparse
import datetime
import json
import os
import sys
import urllib.error
import urllib.request

LOGIN = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"

RATES = """
query($period: PeriodInput!, $interval: Interval, $after: String) {
  missedAppointments(period: $period, groupBy: [DEPARTMENT], interval: $interval) {
    rows(first: 100, after: $after) {
      edges { node { periodStart department { name } didNotAttendRate didNotAttendInterval { low high } suppressed } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

COSTS = """
query($period: PeriodInput!, $after: String) {
  missedAppointments(period: $period, groupBy: [DEPARTMENT]) {
    rows(first: 100, after: $after) {
      edges { node { department { name } estimatedCost } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

MOST_LINES = 6
TIMEOUT_SECONDS = 60


def ask(url, token, query, variables):
    """Returns the data of one operation. Exits with a sentence when there is none."""
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    try:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=TIMEOUT_SECONDS) as answer:
                content = json.load(answer)
        except urllib.error.HTTPError as refused:
            content = json.load(refused)
    except urllib.error.URLError as error:
        raise SystemExit(f"No server answers at {url} ({error.reason}). Start one with script/server.") from None
    except (OSError, ValueError) as error:
        raise SystemExit(f"The answer from {url} is not one of PANDA's API ({error}).") from None
    if not isinstance(content, dict) or not (content.get("data") or content.get("errors")):
        raise SystemExit(f"The answer from {url} is not one of PANDA's API.")
    if content.get("errors"):
        raise SystemExit("\n".join(error["message"] for error in content["errors"]))
    return content["data"]


def rows(url, token, query, variables):
    """Yields all rows of a report, page by page."""
    after = None
    while True:
        page = ask(url, token, query, {**variables, "after": after})["missedAppointments"]["rows"]
        yield from (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def costs_by_department(report):
    """Returns the cost of each department, the costliest first. A suppressed cost is None, and comes last."""
    costs = {row["department"]["name"]: row["estimatedCost"] for row in report}
    costs = {name: None if cost is None else float(cost) for name, cost in costs.items()}
    return dict(sorted(costs.items(), key=lambda item: (item[1] is None, -(item[1] or 0), item[0])))


def plot_rates(axes, colours, names, count, report):
    """Draws a line for each department with its interval, and a cross for each suppressed period."""
    has_suppressed = False
    for rank, (colour, name) in enumerate(zip(colours, names)):
        own = [row for row in report if row["department"]["name"] == name]
        days = [datetime.date.fromisoformat(row["periodStart"]) for row in own]
        known = [row["didNotAttendRate"] is not None for row in own]
        # A value that is not a number interrupts the line.
        gap = float("nan")
        rates = [row["didNotAttendRate"] if is_known else gap for row, is_known in zip(own, known)]
        low = [row["didNotAttendInterval"]["low"] if is_known else gap for row, is_known in zip(own, known)]
        high = [row["didNotAttendInterval"]["high"] if is_known else gap for row, is_known in zip(own, known)]
        axes.plot(days, rates, color=colour, marker="o", markersize=3, label=name)
        axes.fill_between(days, low, high, color=colour, alpha=0.1)
        suppressed = [day for day, row, is_known in zip(days, own, known) if row["suppressed"] and not is_known]
        if suppressed:
            has_suppressed = True
            # Just above the time axis, one row per department.
            height = 0.015 + 0.02 * rank
            axes.plot(
                suppressed, [height] * len(suppressed), color=colour, marker="x", markersize=4, linestyle="none",
                transform=axes.get_xaxis_transform(), gid=f"suppressed in {name}",
            )
    axes.fill_between([], [], [], color="tab:gray", alpha=0.2, label="95 % interval")
    if has_suppressed:
        axes.plot([], [], color="tab:gray", marker="x", markersize=4, linestyle="none", label="suppressed: 1 to 7 patients")
    title = "departments" if len(names) == count else f"the {len(names)} costliest\nof {count} departments"
    axes.legend(title=title, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))


def plot(report, costs, output):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import PercentFormatter, StrMethodFormatter

    figure, (rates, bars) = plt.subplots(1, 2, figsize=(14, 6), width_ratios=(2, 1), layout="constrained")
    plot_rates(rates, plt.colormaps["tab10"].colors, list(costs)[:MOST_LINES], len(costs), report)
    rates.set_title("Did not attend, of those attended or missed")
    rates.yaxis.set_major_formatter(PercentFormatter(1))
    rates.set_ylim(bottom=0)
    rates.tick_params(axis="x", rotation=30)

    names = list(costs)[::-1]
    drawn = bars.barh(names, [costs[name] or 0 for name in names], color="tab:gray")
    labels = ["suppressed" if costs[name] is None else f"£{costs[name]:,.0f}" for name in names]
    bars.bar_label(drawn, labels, padding=3)
    bars.set_title("Estimated cost, £")
    bars.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    bars.margins(x=0.2)
    for axes in (rates, bars):
        axes.spines[["top", "right"]].set_visible(False)
    try:
        figure.savefig(output, dpi=120)
    except (OSError, ValueError) as error:
        raise SystemExit(f"{output} cannot be written: {error}") from None


def main():
    today = datetime.date.today()
    parser = argparse.ArgumentParser(description="Plots missed appointments by department.")
    parser.add_argument("--url", default="http://127.0.0.1:8080/graphql")
    parser.add_argument("--from", dest="since", default=str((today.replace(day=1) - datetime.timedelta(days=364)).replace(day=1)))
    parser.add_argument("--until", default=str(today.replace(day=1)), help="the day after the period; the first of this month by default")
    parser.add_argument("--interval", default="MONTH", choices=["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
    parser.add_argument("--output", default="missed-appointments.svg", help="a file whose name ends in .svg, .png or .pdf")
    arguments = parser.parse_args()

    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise SystemExit(f"{sys.executable} has no matplotlib. Install it with: {sys.executable} -m pip install matplotlib") from None
    credentials = {
        "email": os.environ.get("PANDA_EMAIL", "analyst@panda.example"),
        "password": os.environ.get("PANDA_PASSWORD", "bamboo-for-analysts"),
    }
    token = ask(arguments.url, None, LOGIN, {"input": credentials})["login"]["accessToken"]
    period = {"from": arguments.since, "until": arguments.until}
    costs = costs_by_department(rows(arguments.url, token, COSTS, {"period": period}))
    if not costs:
        raise SystemExit("There are no appointments in this period.")
    report = list(rows(arguments.url, token, RATES, {"period": period, "interval": arguments.interval}))
    plot(report, costs, arguments.output)
    print(f"{len(costs)} departments in {arguments.output}")


if __name__ == "__main__":
    main()
