#!/usr/bin/env python3
# /// script
# requires-python = ">=3.9"
# dependencies = ["matplotlib"]
# ///
"""Plots how many appointments each department's patients miss, month by month, and what that costs, from the API.

    script/server                                       # in one terminal
    python3 -m venv .venv && .venv/bin/pip install matplotlib
    .venv/bin/python examples/plot_missed.py            # in another; or: uv run examples/plot_missed.py

Signs in by PANDA_EMAIL and PANDA_PASSWORD, or as the demo's analyst, who is told rounded numbers: what would be about a few
patients is not told at all, and leaves a gap.
"""

import argparse
import datetime
import json
import os
import urllib.error
import urllib.request

LOGIN = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }"

REPORT = """
query($period: PeriodInput!, $interval: Interval, $after: String) {
  missedAppointments(period: $period, groupBy: [DEPARTMENT], interval: $interval) {
    asOf
    rows(first: 100, after: $after) {
      edges { node { periodStart department { name } didNotAttendRate didNotAttendInterval { low high } estimatedCost } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


def ask(url, token, query, variables):
    """The data of one operation."""
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    body = json.dumps({"query": query, "variables": variables}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            content = json.load(answer)
    except urllib.error.HTTPError as refused:
        content = json.load(refused)
    if content.get("errors"):
        raise SystemExit("\n".join(error["message"] for error in content["errors"]))
    return content["data"]


def rows(url, token, period, interval):
    """All rows of a report, page by page."""
    after = None
    while True:
        variables = {"period": period, "interval": interval, "after": after}
        page = ask(url, token, REPORT, variables)["missedAppointments"]["rows"]
        yield from (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def by_department(report):
    """The rows of each department, with the costliest department first. Where costs are not told, they count as nothing."""
    departments = {}
    for row in report:
        departments.setdefault(row["department"]["name"], []).append(row)

    def cost(of):
        return sum(float(row["estimatedCost"] or 0) for row in of)

    ordered = sorted(departments.items(), key=lambda item: cost(item[1]), reverse=True)
    return {name: (of, cost(of)) for name, of in ordered}


def plot(departments, output):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import PercentFormatter, StrMethodFormatter

    figure, (rates, costs) = plt.subplots(1, 2, figsize=(14, 6), width_ratios=(2, 1), layout="constrained")
    for colour, (name, (report, _)) in zip(plt.colormaps["tab10"].colors, list(departments.items())[:6]):
        told = [row for row in report if row["didNotAttendRate"] is not None]
        days = [datetime.date.fromisoformat(row["periodStart"]) for row in told]
        shares = [row["didNotAttendRate"] for row in told]
        low = [row["didNotAttendInterval"]["low"] for row in told]
        high = [row["didNotAttendInterval"]["high"] for row in told]
        rates.plot(days, shares, color=colour, marker="o", markersize=3, label=name)
        rates.fill_between(days, low, high, color=colour, alpha=0.1)
    rates.set_title("Did not attend, of those attended or missed (95 % interval)")
    rates.yaxis.set_major_formatter(PercentFormatter(1))
    rates.set_ylim(bottom=0)
    rates.tick_params(axis="x", rotation=30)
    rates.legend(title="the six costliest", frameon=False)

    names = list(departments)[::-1]
    costs.barh(names, [departments[name][1] for name in names], color="tab:gray")
    costs.set_title("Estimated cost of missed appointments, £")
    costs.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    for axes in (rates, costs):
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(output, dpi=120)


def main():
    today = datetime.date.today()
    parser = argparse.ArgumentParser(description="Plots missed appointments by department.")
    parser.add_argument("--url", default="http://127.0.0.1:8080/graphql")
    parser.add_argument("--from", dest="since", default=str(today.replace(day=1) - datetime.timedelta(days=365)))
    parser.add_argument("--until", default=str(today + datetime.timedelta(days=1)))
    parser.add_argument("--interval", default="MONTH", choices=["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
    parser.add_argument("--output", default="missed-appointments.svg", help="a file whose name ends in .svg, .png or .pdf")
    arguments = parser.parse_args()

    credentials = {
        "email": os.environ.get("PANDA_EMAIL", "analyst@panda.example"),
        "password": os.environ.get("PANDA_PASSWORD", "bamboo-for-analysts"),
    }
    token = ask(arguments.url, None, LOGIN, {"input": credentials})["login"]["accessToken"]
    period = {"from": arguments.since, "until": arguments.until}
    departments = by_department(rows(arguments.url, token, period, arguments.interval))
    if not departments:
        raise SystemExit("there are no appointments in this period")
    plot(departments, arguments.output)
    print(f"{len(departments)} departments in {arguments.output}")


if __name__ == "__main__":
    main()
