// Login on a server with its own accounts, where introspection requires a token.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Playground, launch } from "./browser.mjs";
import { endAll, serve } from "./servers.mjs";

let [browser, server] = [];

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await endAll();
});

// Refuses introspection without a token, as a stricter server would.
const closeSchema = (context) =>
  context.route("**/graphql", async (route) => {
    const request = route.request();
    if (request.headers().authorization || !request.postData()?.includes("__schema")) return route.continue();
    const viewer = request.postData().includes("viewer") ? { viewer: null } : {};
    return route.fulfill({ json: { data: { ...viewer, __schema: null } } });
  });

const story = (title, tell) =>
  test(title, { timeout: 120_000 }, async () => {
    const playground = await Playground.open(browser, server.url, { before: closeSchema });
    await tell(playground, playground.page);
    await playground.close();
  });

async function signIn(page) {
  await page.getByLabel("E-mail").fill(server.email);
  await page.getByLabel("Password").fill(server.password);
  await page.keyboard.press("Enter");
  await page.locator("#who", { hasText: "Bo Browser" }).waitFor();
}

// All data that the browser stores for the page.
const kept = (page) => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie]));

story("without a login, the page explains what to do and shows no error", async (playground, page) => {
  await page.getByText("You are not signed in. Use the form above.").waitFor();
  await page.getByLabel("Show Documentation Explorer").click();
  await page.getByText("No GraphQL schema available").waitFor();
  assert.equal(await page.getByText("Error fetching schema").count(), 0);
  await page.getByLabel("Show Examples").click();
  await playground.pick("Every error code in one language");
  const { data } = await playground.run();
  assert.ok(data.errorCatalogue.length > 50);
});

story("a login by keyboard shows the user, loads the schema and keeps the tabs", async (playground, page) => {
  await playground.pick("Every error code in one language");
  await page.locator("body").click({ position: { x: 1, y: 1 } });
  for (const text of [server.email, server.password]) {
    await page.keyboard.press("Tab");
    await page.keyboard.insertText(text);
  }
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.locator("#who", { hasText: "Bo Browser" }).waitFor();
  assert.equal(await page.locator("#who .role").textContent(), "staff");
  assert.equal(await page.getByRole("button", { name: "Sign out" }).evaluate((leave) => leave === document.activeElement), true);
  assert.equal(await page.getByRole("tab").count(), 2);
  await page.getByLabel("Show Documentation Explorer").click();
  await page.getByText("All Schema Types").waitFor();
  await page.getByLabel("Show Examples").click();
  await playground.pick("Book an appointment");
  const { data } = await playground.run();
  assert.equal(data.bookAppointment.appointment.status, "ACTIVE");
});

story("a wrong password is reported next to the form in the chosen language", async (playground, page) => {
  await playground.speak("fr");
  await page.getByLabel("E-mail").fill(server.email);
  await page.getByLabel("Password").fill("not the password");
  await page.keyboard.press("Enter");
  const told = page.getByRole("alert").filter({ hasText: /\w/ });
  await told.waitFor();
  assert.equal(await told.getAttribute("lang"), "fr");
  assert.match(await told.textContent(), /mot de passe/);
  assert.equal(await page.getByLabel("Password").evaluate((input) => input === document.activeElement), true);
  await page.getByLabel("Password").fill(server.password);
  await page.keyboard.press("Enter");
  await page.locator("#who", { hasText: "Bo Browser" }).waitFor();
  assert.equal(await page.getByRole("alert").filter({ hasText: /\w/ }).count(), 0);
});

story("a logout removes all data from the page and the browser", async (playground, page) => {
  const tokens = [];
  page.on("request", (request) => tokens.push(request.headers().authorization?.replace("Bearer ", "")));
  await signIn(page);
  await playground.pick("Find a patient by NHS number");
  const { data } = await playground.run();
  // GraphiQL saves its state half a second later.
  await page.waitForFunction((number) => JSON.stringify({ ...sessionStorage }).includes(number), data.patient.nhsNumber);
  const before = await kept(page);
  assert.ok(tokens.some(Boolean));
  for (const secret of [...tokens.filter(Boolean), server.password]) assert.ok(!before.includes(secret));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("E-mail").waitFor();
  await page.getByRole("tab", { name: "WhoAmI" }).waitFor();
  await page.waitForTimeout(1_500);
  for (const trace of [data.patient.nhsNumber, data.patient.name]) {
    assert.ok(!(await kept(page)).includes(trace), trace);
    assert.ok(!(await page.content()).includes(trace), trace);
  }
});

story("an outage while the tokens are renewed ends no session", async (playground, page) => {
  await signIn(page);
  await playground.pick("Find a patient by NHS number");
  let isAway = true;
  const refusal = (status, code) => ({ status, json: { errors: [{ message: code, extensions: { code } }] } });
  await page.route("**/graphql", (route) => {
    if (!isAway) return route.fallback();
    const isSigned = Boolean(route.request().headers().authorization);
    return route.fulfill(isSigned ? refusal(401, "UNAUTHENTICATED") : refusal(503, "SERVICE_UNAVAILABLE"));
  });
  const { errors } = await playground.run();
  assert.equal(errors[0].extensions.code, "UNAUTHENTICATED");
  isAway = false;
  const { data } = await playground.run();
  assert.ok(data.patient.name);
  assert.equal(await page.locator("#who", { hasText: "Bo Browser" }).count(), 1);
});
