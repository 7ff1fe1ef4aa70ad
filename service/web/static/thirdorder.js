// Small conveniences; every page can be read and every form sent without this file.
"use strict";

const body = document.body;

if (body.dataset.page === "papers") {
  const job = document.getElementById("job");
  const states = () => [...document.querySelectorAll("tr[data-paper]")].map((row) => row.dataset.paper + row.dataset.state).join();
  const poll = async () => {
    const [papers, latest] = await Promise.all(["/api/v1/papers", "/api/v1/jobs/latest"].map((url) => fetch(url).then((answer) => answer.json())));
    const now = papers.map((paper) => paper.id + paper.state).join();
    if (now !== states() || latest.state !== job.dataset.state) return location.replace("/");
    if (latest.state === "waiting" || latest.state === "running") {
      job.textContent = "Working: " + (latest.stage || "about to begin") + (latest.total > 1 ? " " + latest.done + " of " + latest.total : "") + " …";
      setTimeout(poll, 1000);
    }
  };
  if (job.dataset.state === "waiting" || job.dataset.state === "running") setTimeout(poll, 1000);
}

if (body.dataset.page === "paper") {
  const of = (passage) => document.querySelectorAll(`[data-passage="${CSS.escape(passage)}"]`);
  const light = (passage, scroll) => {
    document.querySelectorAll(".lit").forEach((el) => el.classList.remove("lit"));
    of(passage).forEach((el) => el.classList.add("lit"));
    const target = [...of(passage)].find((el) => el.matches(scroll));
    if (target) target.scrollIntoView({ block: "center" });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (link) { event.preventDefault(); light(link.dataset.goto, ".box, .text"); }
    const text = event.target.closest(".text.coded");
    if (text) light(text.dataset.passage, ".evidence");
  });
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest(".evidence");
    if (!form || !event.submitter) return;
    event.preventDefault();
    const decision = { code: form.code.value, passage: form.passage.value, verdict: event.submitter.value };
    const answer = await fetch(`/api/v1/papers/${body.dataset.key}/decisions`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(decision),
    });
    if (!answer.ok) return location.reload();
    form.className = "evidence " + decision.verdict;
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.value === decision.verdict)));
    watch();
  });
  // Learning again happens beside the reading: the page says when it is done and changes nothing by itself.
  let watching = false;
  const learning = (job) => job.kind === "learn" && (job.state === "waiting" || job.state === "running");
  const watch = async (begun = false) => {
    if (watching && !begun) return;
    const job = await fetch("/api/v1/jobs/latest").then((answer) => answer.json());
    watching = learning(job);
    if (watching) setTimeout(() => watch(true), 1000);
    else if (begun) document.getElementById("renewed").hidden = false;
  };
  watch();
}
