"""Asks two programs the same requests under callgrind, and tells their instructions for each request and the ratio.

A program is run twice for each workload: once with a warm-up only, and once with the requests behind it. The difference of both is
what the requests have cost, so the costs of starting and stopping are not counted.
"""

import argparse
import contextlib
import glob
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

WARM_UP = 20
START_TIMEOUT = 180  # seconds; valgrind makes programs some 50 times slower

WORKLOADS = {
    "W1": "query($nhsNumber: NhsNumber!) { patient(by: { nhsNumber: $nhsNumber }) { name nhsNumber dateOfBirth postcode } }",
    "W2": """query($from: DateTime!, $until: DateTime!) {
        appointments(filter: { startsAt: { from: $from, until: $until } }, orderBy: { field: STARTS_AT }, first: 20) {
            edges { node { startsAt durationMinutes status patient { name nhsNumber } clinician { name department { name } } } } } }""",
    "W3": """query($nhsNumber: NhsNumber!) { patient(by: { nhsNumber: $nhsNumber }) { name nhsNumber
        appointments(orderBy: { field: STARTS_AT, direction: DESC }, first: 10) {
            edges { node { startsAt durationMinutes status clinician { name department { name } } } } } } }""",
    "W4": """query($department: ID!, $from: Date!, $until: Date!) {
        missedAppointments(period: { from: $from, until: $until }, groupBy: [CLINICIAN], interval: MONTH,
                           filter: { departmentId: $department }) {
            totals { missed }
            rows(first: 100) { edges { node { periodStart clinician { name } missed didNotAttendRate } }
                               pageInfo { hasNextPage endCursor } } } }""",
    "W5": "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { startsAt } } }",
    "W6": """query($after: String!) { appointments(orderBy: { field: STARTS_AT }, first: 100, after: $after) {
        edges { node { startsAt durationMinutes status postcode } } pageInfo { hasNextPage endCursor } } }""",
}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("ours")
    parser.add_argument("other")
    parser.add_argument("--only", default=",".join(WORKLOADS), help="the workloads, W1,W2,…")
    parser.add_argument("--requests", type=int, default=300, help="requests of each workload")
    parser.add_argument("--patients", type=int, default=1_000)
    parser.add_argument("--appointments", type=int, default=20_000)
    parser.add_argument("--bound", type=float, help="the most that a ratio may be")
    return parser.parse_args()


def postgres_programs():
    """The directory of PostgreSQL's server programs."""
    places = [os.environ.get("PANDA_PG_BIN"), os.path.dirname(os.path.realpath(shutil.which("postgres") or ""))]
    places += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda place: int(place.split("/")[-2]), reverse=True)
    return next(place for place in places if place and os.access(f"{place}/initdb", os.X_OK))


class Cluster:
    """A PostgreSQL with its data in a directory, that listens on a socket beneath it only."""

    PROGRAMS = postgres_programs()
    OWNER = next((name for name in ("postgres", "nobody") if os.geteuid() == 0 and name in {u.pw_name for u in pwd.getpwall()}), None)
    SETTINGS = {"listen_addresses": "", "autovacuum": "off", "max_connections": "60", "jit": "off", "shared_buffers": "256MB"}

    def __init__(self, place):
        self.place = place

    def create(self):
        os.makedirs(self.place)
        if self.OWNER:
            shutil.chown(self.place, self.OWNER)
        self.run([f"{self.PROGRAMS}/initdb", "-D", f"{self.place}/data", "-U", "panda", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
        return self

    def copy(self, place):
        shutil.copytree(self.place, place, ignore=lambda _, names: [name for name in names if name.startswith(".s.")])
        subprocess.run(["chown", "-R", "--reference", self.place, place], check=True)
        return Cluster(place)

    def run(self, command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", user=self.OWNER, group=self.OWNER, extra_groups=[] if self.OWNER else None)

    @contextlib.contextmanager
    def running(self, under=()):
        settings = {**self.SETTINGS, "unix_socket_directories": self.place}
        command = [*under, f"{self.PROGRAMS}/postgres", "-D", f"{self.place}/data"]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = open(f"{self.place}/log", "ab")
        process = subprocess.Popen(command, cwd="/", user=self.OWNER, group=self.OWNER, stdout=log, stderr=log,
                                   extra_groups=[] if self.OWNER else None)
        try:
            wait_until(lambda: self.answers(), process)
            yield self
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(START_TIMEOUT)

    def answers(self):
        status = f"{self.place}/data/postmaster.pid"
        return os.path.exists(status) and open(status).read().rstrip().endswith("ready")

    def url(self, database):
        return f"postgresql://panda@{self.place.replace('/', '%2F')}/{database}"

    def sql(self, statement, database="panda"):
        """The rows of a statement, as text."""
        command = [f"{self.PROGRAMS}/psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement, self.url(database)]
        rows = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/").stdout.splitlines()
        return [row.split("\t") for row in rows]


class Panda:
    """A program with a database of its own, as it has migrated it, and a key."""

    def __init__(self, program, place):
        self.program, self.place, self.key = os.path.abspath(program), place, f"{place}.pem"

    def command(self, cluster, *words):
        return subprocess.run([self.program, *words], env=self.settings(cluster), check=True, capture_output=True, text=True).stdout

    def settings(self, cluster):
        return {**os.environ, "DATABASE_URL": cluster.url("panda"), "PANDA_JWT_KEYS": self.key, "PANDA_LISTEN": "127.0.0.1:0",
                "PANDA_LOG_FORMAT": "json", "PANDA_DATABASE_ACQUIRE_TIMEOUT": "60000"}

    def prepare(self, seeded):
        self.cluster = seeded.copy(self.place)
        with self.cluster.running():
            self.command(self.cluster, "migrate")
            self.cluster.sql("VACUUM (FREEZE, ANALYZE)")
            self.command(self.cluster, "keys", "new", "--output", self.key)
            self.command(self.cluster, "user", "add", "bench@panda.example", "--role", "admin")
            with self.serving(self.cluster, self.place) as client:
                self.questions = questions(client, self.cluster)

    @contextlib.contextmanager
    def serving(self, cluster, output, under=()):
        log = f"{output}/server.log"
        settings = self.settings(cluster) | {"PANDA_REQUEST_TIMEOUT": "600"}
        token = self.command(cluster, "token", "bench@panda.example").strip()
        with open(log, "wb") as file:
            process = subprocess.Popen([*under, self.program, "serve"], env=settings, stderr=file, stdout=file)
        try:
            yield Client(wait_until(lambda: address(log), process), token)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_TIMEOUT)

    def instructions(self, name, requests, place):
        """The instructions of server and PostgreSQL from their start to their end, with so many requests of a workload."""
        cluster = self.cluster.copy(place)
        output = f"{place}/callgrind"
        os.makedirs(output)
        os.chmod(output, 0o777)
        asked = self.questions[name]
        with cluster.running(callgrind(f"{output}/postgres.%p")):
            with self.serving(cluster, output, callgrind(f"{output}/server.%p")) as client:
                for n in range(requests):
                    client.ask(WORKLOADS[name], asked[n % len(asked)])
                # What PostgreSQL does in the background depends on the time that has passed, so only the server's own connections count.
                backends = cluster.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'panda'")
        counted = instructions(glob.glob(f"{output}/server.[0-9]*")), instructions(f"{output}/postgres.{pid}" for (pid,) in backends)
        shutil.rmtree(place)
        return counted


class Client:
    """One connection, with an administrator's token."""

    def __init__(self, host, token):
        self.connection = http.client.HTTPConnection(host, timeout=START_TIMEOUT)
        self.headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def ask(self, query, variables):
        self.connection.request("POST", "/graphql", json.dumps({"query": query, "variables": variables}), self.headers)
        answer = json.loads(self.connection.getresponse().read())
        if "errors" in answer:
            sys.exit(f"a request was refused: {answer}")
        return answer["data"]


def callgrind(output):
    return ["valgrind", "-q", "--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={output}"]


def instructions(files):
    totals = (re.findall(r"^totals: (\d+)", open(name).read(), re.M) for name in files)
    return sum(int(total[-1]) for total in totals)


def address(log):
    events = (json.loads(line) for line in open(log).read().splitlines() if line.startswith("{") and line.endswith("}"))
    return next((event["address"] for event in events if event.get("message") == "listening"), None)


def wait_until(ready, process):
    for _ in range(START_TIMEOUT * 10):
        found = ready()
        if found:
            return found
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"{process.args[0]} did not start")


def questions(client, cluster):
    """The variables of each workload, for pages that are full as in benches/load. They are asked for in turn."""
    busy = """SELECT nhs_number FROM patients p WHERE (SELECT count(*) FROM appointments WHERE patient_id = p.id) >= 10
              ORDER BY md5(nhs_number) LIMIT 200"""
    full = """SELECT day::date, day::date + 1
              FROM (SELECT date_trunc('day', starts_at AT TIME ZONE 'UTC') AS day FROM appointments GROUP BY 1 HAVING count(*) >= 20) d
              ORDER BY md5(day::text) LIMIT 200"""
    numbers = [{"nhsNumber": number} for (number,) in cluster.sql(busy)]
    days = [{"from": f"{day}T00:00:00Z", "until": f"{until}T00:00:00Z"} for day, until in cluster.sql(full)]
    departments = client.ask("{ departments(first: 10) { edges { node { id } } } }", {})["departments"]["edges"]
    [(year, next_year)] = cluster.sql("SELECT max(starts_at)::date - 365, max(starts_at)::date FROM appointments")
    reports = [{"department": edge["node"]["id"], "from": year, "until": next_year} for edge in departments]
    return {"W1": numbers, "W2": days, "W3": numbers, "W4": reports, "W5": bookings(client), "W6": pages(client)}


def bookings(client):
    """Appointments long after those that are seeded, each at a time of its own."""
    people = client.ask("{ patients(first: 100) { edges { node { id } } } clinicians(first: 20) { edges { node { id } } } }", {})
    patients, clinicians = ([edge["node"]["id"] for edge in people[name]["edges"]] for name in ("patients", "clinicians"))
    begin = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(days=400)
    return [
        {"input": {"patient": {"id": patients[n % len(patients)]}, "clinicianId": clinicians[n % len(clinicians)],
                   "startsAt": (begin + timedelta(minutes=10 * n)).isoformat(), "durationMinutes": 10, "postcode": "LS1 4HY"}}
        for n in range(5_000)
    ]


def pages(client):
    """The cursors of some pages, one behind the other."""
    page = client.ask("{ appointments(orderBy: { field: STARTS_AT }, first: 100) { pageInfo { endCursor } } }", {})["appointments"]
    cursors = []
    for _ in range(20):
        cursors.append({"after": page["pageInfo"]["endCursor"]})
        page = client.ask(WORKLOADS["W6"], cursors[-1])["appointments"]
    return cursors


def main():
    chosen = arguments()
    place = tempfile.mkdtemp(prefix="panda-instructions-")
    os.chmod(place, 0o755)
    try:
        programs = {"ours": Panda(chosen.ours, f"{place}/ours"), "other": Panda(chosen.other, f"{place}/other")}
        seed(programs["other"], f"{place}/seeded", chosen)
        for panda in programs.values():
            panda.prepare(Cluster(f"{place}/seeded"))
        ratios = [compare(name, programs, chosen.requests, place) for name in chosen.only.split(",")]
    finally:
        shutil.rmtree(place)
    if chosen.bound and max(ratios) > chosen.bound:
        sys.exit(f"a ratio is above {chosen.bound}")


def seed(panda, place, chosen):
    """Fills a cluster by the other program: it is the older one as a rule, and newer ones migrate what it has written."""
    cluster = Cluster(place).create()
    with cluster.running():
        cluster.sql("CREATE DATABASE panda", "postgres")
        panda.command(cluster, "migrate")
        panda.command(cluster, "seed", "--patients", str(chosen.patients), "--appointments", str(chosen.appointments))


def compare(name, programs, requests, place):
    spent = {}
    for who, panda in programs.items():
        started, asked = (panda.instructions(name, number, f"{place}/run") for number in (WARM_UP, WARM_UP + requests))
        spent[who] = [(after - before) / requests for before, after in zip(started, asked)]
    ratio = sum(spent["ours"]) / sum(spent["other"])
    told = "; ".join(f"{who} {server:11,.0f} server {database:11,.0f} database" for who, (server, database) in spent.items())
    parts = " ".join(f"{part} {ours / other:.3f}" for part, ours, other in zip(("server", "database"), spent["ours"], spent["other"]))
    print(f"{name}  ratio {ratio:.3f} ({parts})  {told}", flush=True)
    return ratio


main()
