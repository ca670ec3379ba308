// The playground of a demo, used without internet access.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { Playground, launch } from "./browser.mjs";
import { demo, endAll } from "./servers.mjs";

let [browser, url] = [];

before(async () => {
  url = await demo();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await endAll();
});

const story = (title, tell, options) =>
  test(title, { timeout: 120_000 }, async () => {
    const playground = await Playground.open(browser, url, options);
    await tell(playground, playground.page);
    await playground.close();
  });

story("the first account is signed in, and the first query is answered by a keystroke", async (playground, page) => {
  await page.locator("#who", { hasText: "Sam Staff" }).waitFor();
  assert.equal(await page.locator("#who .role").textContent(), "staff");
  assert.match(await playground.text("query-editor"), /^# The diary of the coming week/);
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  const { data, errors } = await playground.run();
  assert.equal(errors, undefined);
  assert.ok(data.appointments.totalCount > 0);
  assert.ok(data.appointments.edges[0].node.patient.name);
});

story("an example of a mutation is filled, sent, and does what it says", async (playground) => {
  await playground.pick("Register a patient");
  const variables = JSON.parse(await playground.text("editor-tool .graphiql-editor:not(.hidden)"));
  assert.match(variables.input.nhsNumber, /^999\d{7}$/);
  const { data, errors } = await playground.run();
  assert.equal(errors, undefined);
  assert.equal(data.registerPatient.patient.nhsNumber, variables.input.nhsNumber);
  assert.equal(data.registerPatient.patient.postcode, "CF10 1EP");
  const again = await playground.run();
  assert.deepEqual(again.errors.map((error) => error.extensions.code), ["PATIENT_NHS_NUMBER_TAKEN"]);
});

story("another account has other examples, and is refused in the language that was chosen", async (playground, page) => {
  const ofStaff = await playground.titles();
  assert.ok(ofStaff.includes("Book an appointment") && !ofStaff.includes("My record and my appointments"));
  await playground.choose("patient@panda.example");
  const ofPatient = await playground.titles();
  assert.ok(!ofPatient.includes("Book an appointment") && ofPatient.includes("My record and my appointments"));
  await playground.speak("cy");
  await playground.write("{ users { totalCount } }");
  const { errors } = await playground.run();
  assert.deepEqual(errors.map(({ extensions }) => [extensions.code, extensions.locale]), [["FORBIDDEN", "cy"]]);
  assert.notEqual(errors[0].message, "Your account is not allowed to do this. If you need to, ask an administrator.");
  await playground.choose("nobody");
  await page.getByText("You are not signed in. Choose one of the demo's accounts").waitFor();
  assert.deepEqual(await playground.titles(), ["Who am I, and what may I do", "Every error code in one language"]);
});

story("the schema can be searched, and what is found is described", async (playground, page) => {
  await page.getByLabel("Show Documentation Explorer").click();
  await page.getByPlaceholder(/K$/).click();
  await page.keyboard.insertText("Patient");
  await page.getByRole("option", { name: "Patient", exact: true }).click();
  await page.getByText("A patient, who has appointments with clinicians.").waitFor();
  await page.getByRole("link", { name: "nhsNumber", exact: true }).click();
  await page.getByText("The NHS number. Null if the number on record cannot be read").waitFor();
});

story("the dialogs open, and nothing that they need is forbidden", async (playground, page) => {
  for (const name of ["Open settings dialog", "Open short keys dialog"]) {
    await page.getByLabel(name).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
});

story("every example of every account can be sent as the page fills it", async (playground, page) => {
  const accounts = await page.locator("#graphiql").evaluate((main) => JSON.parse(main.dataset.accounts));
  assert.equal(accounts.length, 4);
  for (const { email, password, role } of accounts) {
    // The page's own scripts, with a separate session.
    const refused = await page.evaluate(
      async ({ email, password, role }) => {
        const session = new Session();
        await session.signInAsDemo(email, password);
        const all = await (await fetch("/graphiql/examples.json")).json();
        const refused = {};
        const send = async (example) => {
          const variables = (await variablesOf(example, session)) || "{}";
          const body = JSON.stringify({ query: example.query, variables: JSON.parse(variables) });
          const headers = { "content-type": "application/json" };
          const { errors } = await (await session.fetch("/graphql", { method: "POST", headers, body })).json();
          return (errors ?? []).map(({ extensions }) => extensions.code).sort();
        };
        for (const example of offered(all, role.toUpperCase()).flatMap(({ examples }) => examples)) {
          let codes = await send(example);
          // This evening was taken, so another one is tried.
          if (codes.some((code) => code.endsWith("_BUSY"))) codes = await send(example);
          if (codes.length > 0) refused[example.name] = codes;
        }
        return refused;
      },
      { email, password, role },
    );
    const mistakes = ["PATIENT_DATE_OF_BIRTH_IN_FUTURE", "EMAIL_INVALID", "TEXT_BLANK", "PATIENT_NHS_NUMBER_CHECKSUM"].sort();
    assert.deepEqual(refused, ["staff", "admin"].includes(role) ? { "several-mistakes": mistakes } : {}, role);
  }
});

story("a signed-in user can download a query's report as CSV", async (playground, page) => {
  await playground.choose("analyst@panda.example");
  const query = `query($from: Date!, $of: [StatisticsDimension!]! = [DEPARTMENT]) {
    ...Report
  }
  fragment Report on Query {
    missedAppointments(period: { from: $from, until: "2099-01-01" }, groupBy: $of, compareWith: null) {
      rows(first: 5, orderBy: { field: MISSED, direction: DESC }) { nodes { missed } }
    }
  }`;
  await playground.write(query);
  await page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText('{ "from": "2020-01-01" }');
  const button = page.getByRole("button", { name: "Download the report as CSV" });
  const begun = page.waitForEvent("download");
  await button.click();
  const download = await begun;
  assert.equal(download.suggestedFilename(), "missed-appointments_2020-01-01_2099-01-01.csv");
  const text = await readFile(await download.path(), "utf8");
  const rows = text.trimEnd().split("\r\n");
  assert.match(rows[0], /^\uFEFFDepartment code,Department,Booked,/);
  assert.ok(rows.length > 2, text);
  await playground.write("{ viewer { email } }");
  await button.click();
  await page.getByText("This query contains no missedAppointments").waitFor();
  await playground.write('{ missedAppointments(period: { from: "2020-01-01", until: "2019-01-01" }) { asOf } }');
  await button.click();
  await page.locator("#told", { hasText: /\S/ }).waitFor();
  assert.doesNotMatch(await page.locator("#told").textContent(), /contains no missedAppointments/);
});

test("third-party files equal those of their packages", async () => {
  const readme = await readFile(new URL("../../../src/http/graphiql/vendor/README.md", import.meta.url), "utf8");
  const files = [...readme.matchAll(/^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$/gm)];
  assert.equal(files.length, 4);
  for (const [, name, sum] of files) {
    const content = Buffer.from(await (await fetch(`${url}/graphiql/${name}`)).arrayBuffer());
    assert.equal(createHash("sha256").update(content).digest("hex"), sum, name);
  }
});

for (const colorScheme of ["light", "dark"]) {
  story(
    `on a phone everything fits its width, in ${colorScheme} colours`,
    async (playground, page) => {
      const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.deepEqual(await widths(), [360, 360]);
      await playground.pick("Find a patient by NHS number");
      const { data } = await playground.run();
      assert.ok(data.patient.name);
      assert.deepEqual(await widths(), [360, 360]);
      // Each has the full width.
      for (const part of [".examples", ".graphiql-query-editor", ".graphiql-response"]) {
        const { x, width } = await page.locator(part).boundingBox();
        assert.ok(x >= 0 && width > 300 && x + width <= 360, `${part} is ${width} wide, from ${x}`);
      }
      const [paper] = await page.locator("#bar").evaluate((bar) => getComputedStyle(bar).backgroundColor.match(/\d+/));
      assert.equal(Number(paper) < 128, colorScheme === "dark");
    },
    { viewport: { width: 360, height: 740 }, colorScheme },
  );
}
