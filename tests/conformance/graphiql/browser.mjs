// A headless Chromium with access to one server only, and a user's actions in the playground.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();

export function launch() {
  // Chromium's sandbox does not work for root.
  return chromium.launch({ executablePath, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
}

export class Playground {
  // Forbidden events: requests to other hosts, console errors, and violations of the page's policy.
  faults = [];

  static async open(browser, url, options = {}) {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 }, ...options });
    const playground = new Playground();
    playground.context = context;
    const isOutside = (address) => new URL(address).origin !== new URL(url).origin;
    await context.route(isOutside, (route) => {
      playground.faults.push(`asks ${route.request().url()}`);
      return route.abort();
    });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
        console.error(`forbidden by ${violatedDirective}: ${blockedURI}`),
      );
    });
    if (options.before) await options.before(context);
    const page = await context.newPage();
    // The browser's own log of a response status is not a fault of the page.
    const isFault = (message) => message.type() === "error" && !message.text().startsWith("Failed to load resource: the server");
    page.on("console", (message) => isFault(message) && playground.faults.push(message.text()));
    page.on("pageerror", (error) => playground.faults.push(error.message));
    playground.page = page;
    await page.goto(`${url}/graphiql`);
    await page.locator(".graphiql-query-editor .CodeMirror").waitFor();
    return playground;
  }

  // Closes the browser, and checks that no forbidden event occurred.
  async close() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }

  text(editor) {
    return this.page.locator(`.graphiql-${editor} .CodeMirror`).evaluate((element) => element.CodeMirror.getValue());
  }

  // Replaces the operation in the editor. GraphiQL notices it a moment later.
  async write(operation) {
    await this.page.locator(".graphiql-query-editor .CodeMirror").click();
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.insertText(operation);
    await this.page.waitForFunction((operation) => {
      const editor = document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror;
      return editor.documentAST?.loc.source.body === operation;
    }, operation);
  }

  // Runs the operation in the editor by keyboard, and returns the response.
  async run() {
    const query = await this.text("query-editor");
    const isAsked = (request) => request.url().endsWith("/graphql") && request.postDataJSON()?.query === query;
    const answered = this.page.waitForResponse((response) => isAsked(response.request()));
    await this.page.keyboard.press("ControlOrMeta+Enter");
    const answer = await (await answered).json();
    const shown = JSON.stringify(answer, null, 2);
    await this.page.waitForFunction(
      (shown) => document.querySelector(".graphiql-response .CodeMirror").CodeMirror.getValue() === shown,
      shown,
    );
    return answer;
  }

  // Selects an example, and waits until its tab is filled.
  async pick(title) {
    const before = await this.page.getByRole("tab").count();
    await this.page.locator(".examples button").filter({ hasText: title }).click();
    await this.page.waitForFunction((before) => document.querySelectorAll("[role=tab]").length > before, before);
  }

  titles() {
    return this.page.locator(".examples strong").evaluateAll((all) => all.map((one) => one.firstChild.textContent));
  }

  async choose(account) {
    await this.page.getByLabel("Signed in as").selectOption(account);
    const role = account.split("@")[0];
    if (role !== "nobody") await this.page.locator("#who .role", { hasText: role }).waitFor();
    else await this.page.locator("#who").waitFor({ state: "hidden" });
  }

  speak(language) {
    const option = this.page.locator(`#language option[lang="${language}"]`);
    return option.textContent().then((label) => this.page.getByLabel("Language").selectOption(label));
  }
}
