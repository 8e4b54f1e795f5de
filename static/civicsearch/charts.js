// Charts, drawn from the JSON beside their tables. Without this file the tables stand open in their place.
(() => {
  "use strict";

  const { echarts } = window;
  const { FONT, clamp, heightOf, isUpright, optionOf, rankOf } = window.chartKinds;
  const BESIDE = 760; // pixels from which the table of a cloud stands beside it
  const PAPER = 690; // pixels between the margins of an upright A4 sheet
  const SLIDE = { width: 960, height: 540, head: 76, side: 24 };
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SERIES = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"];

  function inkOf(plot, mode) {
    plot.dataset.krdsMode = mode;
    const style = getComputedStyle(plot);
    const read = (name) => style.getPropertyValue(name).trim();
    const ink = { series: SERIES.map(read) };
    for (const name of ["text", "subtle", "line", "page", "low", "high", "mark"]) ink[name] = read(`--chart-${name}`);
    return ink;
  }

  function open(url, isAside) {
    if (url && isAside) window.open(url, "_blank", "noopener");
    else if (url) location.assign(url);
  }

  // Arrow keys walk over the data of the picture, which is one stop of the Tab key; Enter opens.
  function walkByKeys(plot, chart, data, say) {
    let at = null;
    const order = data.kind === "cloud" ? rankOf(data) : data.labels.map((label, i) => i);
    const isLying = data.kind === "bar" && !isUpright(data);

    function go([right, down], { series }) {
      const [along, across] = data.kind === "cloud" ? [right + down, 0] : isLying ? [down, right] : [right, down];
      const place = at ? clamp(order.indexOf(at[1]) + along, 0, order.length - 1) : 0;
      at = [at ? clamp(at[0] + across, 0, series.length - 1) : 0, order[place]];
      const index = data.kind === "heat" ? at[0] * order.length + place : place;
      const target = { seriesIndex: data.kind === "heat" ? 0 : at[0], dataIndex: index };
      chart.dispatchAction({ type: "downplay" });
      chart.dispatchAction({ type: "highlight", ...target });
      chart.dispatchAction({ type: "showTip", ...target });
      const { name, texts, urls } = series[at[0]];
      say([data.labels[at[1]], name, texts[at[1]], urls[at[1]] ? "Enter로 열기" : ""].filter(Boolean).join(", "));
    }

    plot.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Enter" && at) open(data.series[at[0]].urls[at[1]], false);
      else if (STEPS[event.key] && order.length) go(STEPS[event.key], data);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    plot.addEventListener("blur", () => {
      chart.dispatchAction({ type: "downplay" });
      chart.dispatchAction({ type: "hideTip" });
    });
  }

  const settled = () => new Promise((done) => setTimeout(done, 0)); // the words of a cloud are set after its option

  async function save(kind, data, plot, about) {
    const mode = plot.dataset.krdsMode;
    const ink = inkOf(plot, "light");
    plot.dataset.krdsMode = mode;
    const height = Math.max(SLIDE.height, SLIDE.head + SLIDE.side + heightOf(data, SLIDE.width));
    const size = { ...SLIDE, height, about };
    const isPicture = kind === "png"; // drawn with the fonts of the page; letters of an SVG stay letters
    const place = isPicture ? document.createElement("div") : null;
    const chart = echarts.init(place, null, {
      renderer: isPicture ? "canvas" : "svg",
      ssr: !isPicture,
      devicePixelRatio: 2,
      width: size.width,
      height,
    });
    chart.setOption({ ...optionOf(data, ink, size), backgroundColor: "#fff" });
    await settled();
    const link = document.createElement("a");
    const text = () => URL.createObjectURL(new Blob([chart.renderToSVGString()], { type: "image/svg+xml" }));
    link.href = isPicture ? chart.getDataURL({ pixelRatio: 2, backgroundColor: "#fff" }) : text();
    link.download = `${data.title}.${kind}`;
    link.click();
    chart.dispose();
  }

  function attach(figure) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    const plot = figure.querySelector("[data-plot]");
    const news = figure.querySelector("[data-plot-news]");
    const isCloud = data.kind === "cloud";
    if (!data.labels.length || !data.series.length || (isCloud && !rankOf(data).length)) return;
    figure.dataset.drawn = "";
    plot.parentElement.hidden = false;
    const chart = echarts.init(plot, null, { renderer: "svg", width: 300, height: 200 });
    let known = 0;

    function draw(wanted) {
      known = plot.clientWidth;
      const width = Math.max(wanted ?? known, data.kind === "heat" ? 130 + data.labels.length * 46 : 0);
      const size = { width, height: heightOf(data, width), head: 0, side: 0 };
      chart.resize(size);
      // A cloud gives up its unfinished words only when the new ones are merged.
      const option = optionOf(data, inkOf(plot, document.documentElement.dataset.krdsMode), size);
      chart.setOption(option, { notMerge: !isCloud });
      plot.querySelector("svg").setAttribute("viewBox", `0 0 ${width} ${size.height}`);
    }

    draw();
    chart.on("click", ({ data: item, event: { event } }) => {
      const url = item?.at && data.series[item.at[0]]?.urls[item.at[1]];
      open(url, event.ctrlKey || event.metaKey);
    });
    walkByKeys(plot, chart, data, (text) => (news.textContent = text));
    new ResizeObserver(() => plot.clientWidth && plot.clientWidth !== known && draw()).observe(plot);
    new MutationObserver(() => draw()).observe(document.documentElement, { attributeFilter: ["data-krds-mode"] });
    figure.querySelector("details").open = isCloud && figure.clientWidth >= BESIDE;
    if (!isCloud) {
      // Words are set too late for the printer; their picture is scaled instead.
      window.addEventListener("beforeprint", () => draw(PAPER));
      window.addEventListener("afterprint", () => draw());
    }
    const heading = document.querySelector("h1")?.textContent.trim().replace(/\s+/g, " ");
    const about = [figure.dataset.institution, heading].filter(Boolean).join(" · ");
    for (const button of figure.querySelectorAll("[data-save]")) {
      button.hidden = false;
      button.addEventListener("click", () => save(button.dataset.save, data, plot, about));
    }
  }

  // Letters are measured once: all must be here before the first.
  const letters = [...new Set(document.body.textContent)].join("");
  document.fonts
    .load(`700 16px ${FONT}`, letters)
    .finally(() => document.querySelectorAll("[data-chart]").forEach(attach));
})();
