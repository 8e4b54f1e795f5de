// The head of every printed page: what no style sheet can know.
(() => {
  "use strict";

  const report = document.querySelector("[data-report]");
  if (!report) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { @top-left { content: ${JSON.stringify(report.dataset.report)}; } }`);
  document.adoptedStyleSheets.push(sheet);
})();
