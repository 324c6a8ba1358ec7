// Lighthouse on a small phone and a slow line: one browser, a list of addresses, one line each.
//   node run.mjs http://127.0.0.1:5000/respond/faces …
// Prints a JSON object a page and ends with 1 when one is below its marks.
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const LEAST = { accessibility: 100, "best-practices": 100, performance: 90 };
const SLOW = { rttMs: 400, throughputKbps: 400, cpuSlowdownMultiplier: 6 };
const config = {
  extends: "lighthouse:default",
  settings: {
    onlyCategories: Object.keys(LEAST),
    formFactor: "mobile",
    screenEmulation: { mobile: true, width: 320, height: 640, deviceScaleFactor: 2 },
    throttlingMethod: "simulate",
    throttling: {
      ...SLOW,
      requestLatencyMs: SLOW.rttMs * 3.75,
      downloadThroughputKbps: SLOW.throughputKbps * 0.9,
      uploadThroughputKbps: SLOW.throughputKbps * 0.9,
    },
  },
};

const flags = process.env.BROWSER_FLAGS ? process.env.BROWSER_FLAGS.split("\n") : [];
const browser = await puppeteer.launch({ executablePath: process.env.CHROME_PATH, args: flags });
let bad = 0;
for (const url of process.argv.slice(2)) {
  let seen = await look(url);
  // Speed is measured on this machine: a busy moment is no fault of the page, nor is a browser
  // that has not told when it set out.
  for (let again = 0; again < 2 && (seen.broken || seen.below.join() === "performance"); again += 1) {
    const next = await look(url);
    if (next.marks.performance > seen.marks.performance) seen = next;
  }
  if (seen.below.length || seen.broken) bad += 1;
  const { marks, told, paint, ready } = seen;
  console.log(JSON.stringify({ url, ...marks, paint, ready, told }));
}
await browser.close();
process.exitCode = bad ? 1 : 0;

async function look(url) {
  const page = await browser.newPage();
  const { lhr } = await lighthouse(url, { output: "json", logLevel: "error" }, config, page);
  await page.close();
  const marks = {};
  for (const name of Object.keys(LEAST)) {
    marks[name] = Math.round(100 * (lhr.categories[name]?.score ?? 0));
  }
  const below = Object.keys(LEAST).filter((name) => marks[name] < LEAST[name]);
  const broken = lhr.runtimeError?.code;
  const told = broken ? [broken] : below.flatMap((name) =>
    lhr.categories[name].auditRefs
      .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9)
      .map(({ id }) => id));
  const paint = Math.round(lhr.audits["first-contentful-paint"]?.numericValue ?? 0);
  const ready = Math.round(lhr.audits.interactive?.numericValue ?? 0);
  return { marks, below, broken, told, paint, ready };
}
