// How the data of a chart become a picture: options of ECharts for bars, lines, heat maps and clouds of words.
(() => {
  "use strict";

  const { echarts } = window;
  // Without quotation marks, which a saved SVG would not survive.
  const FONT = "Pretendard GOV Variable, Pretendard GOV, Malgun Gothic, NanumGothic, sans-serif";
  const HIDDEN = "5명 미만";
  const MOST_WORDS = 60;
  const HUES = [0, 2, 5, 3]; // of words, which stand for nothing

  // Colours tell series apart for nobody alone: lines differ by dash and mark, bars by pattern.
  const DASHES = ["solid", [7, 4], [2, 3], [12, 4, 2, 4], [4, 2], [10, 3, 2, 3, 2, 3]];
  const MARKS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"];
  const stripes = (rotation, gap) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [1.5, gap], rotation });
  const PATTERNS = [
    { symbol: "none" },
    stripes(-Math.PI / 4, 6),
    { symbol: "circle", symbolSize: 0.7, dashArrayX: [5, 5], dashArrayY: [5, 3] },
    stripes(0, 4),
    stripes(Math.PI / 4, 9),
    stripes(Math.PI / 2, 4),
  ];

  const ruler = document.createElement("canvas").getContext("2d");
  // A line is as high as this sign is wide, which the font lacks; and what is said beside the pointer names no font.
  echarts.setPlatformAPI({
    measureText(text, font = "12px sans-serif") {
      if (text === "国") return { width: parseFloat(/[\d.]+(?=px)/.exec(font)) * 1.25 };
      ruler.font = font.replace(/px sans-serif$/, `px ${FONT}`);
      return ruler.measureText(text);
    },
  });

  const turn = (list, place) => list[place % list.length];

  const isUpright = ({ labels }) => labels.every((label) => /^\d/.test(label));
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
  const items = (data, each) => data.series.flatMap((series, s) => data.labels.map((label, i) => each(series, s, i)));

  function heightOf(data, width) {
    const { kind, labels, series } = data;
    if (kind === "heat") return 52 + series.length * 30;
    if (kind === "cloud") return rankOf(data).length < 12 ? 180 : clamp(width * 0.55, 300, 400);
    if (kind === "line" || isUpright(data)) return clamp(width * 0.42, 240, 320);
    return (series.length > 1 ? 62 : 34) + labels.length * (series.length * 17 + 13);
  }

  function told(data, params) {
    const [s, i] = [params].flat()[0].data.at;
    const lines = Array.isArray(params) ? data.series : [data.series[s]];
    return [data.labels[i], ...lines.map(({ name, texts }) => `${name} ${texts[i]}`)].join("\n");
  }

  function labelAxis(data, ink, more) {
    const axisLabel = {
      color: ink.text,
      fontFamily: FONT,
      fontSize: 13,
      hideOverlap: true,
      formatter: (label) => label.replace(/^(\d{4}년) /, "$1\n"),
    };
    return {
      type: "category",
      data: data.labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { ...axisLabel, ...more },
    };
  }

  function valueAxis(data, ink) {
    const isWhole = data.series.every(({ values }) => values.every((value) => Number.isInteger(value ?? 0)));
    return {
      type: "value",
      minInterval: isWhole ? 1 : 0,
      splitNumber: 4,
      axisLabel: { color: ink.subtle, fontFamily: FONT, fontSize: 12 },
      splitLine: { lineStyle: { color: ink.line } },
    };
  }

  const gridOf = (data, size) => ({
    left: 8 + size.side,
    right: 16 + size.side,
    bottom: 4 + size.side,
    top: size.head + (data.series.length > 1 ? 46 : 24),
    containLabel: true,
  });

  const KINDS = {
    bar(data, ink, size) {
      const upright = isUpright(data);
      const names = labelAxis(
        data,
        ink,
        upright ? {} : { width: Math.min(170, size.width * 0.34), overflow: "break", interval: 0 },
      );
      const isRoomy = !upright || size.width / (data.labels.length * data.series.length) > 36;
      const label = { show: isRoomy, position: upright ? "top" : "right", color: ink.text, fontSize: 12.5 };
      return {
        grid: { ...gridOf(data, size), right: (upright ? 16 : 64) + size.side },
        [upright ? "xAxis" : "yAxis"]: { ...names, inverse: !upright },
        [upright ? "yAxis" : "xAxis"]: valueAxis(data, ink),
        series: data.series.map((series, s) => ({
          type: "bar",
          name: series.name,
          barMaxWidth: 22,
          barGap: "15%",
          cursor: "pointer",
          itemStyle: {
            color: turn(ink.series, s),
            borderColor: turn(ink.series, s),
            decal: { ...turn(PATTERNS, s), color: ink.page },
          },
          emphasis: { itemStyle: { borderColor: ink.text, borderWidth: 2 } },
          label: { ...label, formatter: ({ data: { at } }) => series.texts[at[1]] },
          data: series.values.map((value, i) => ({
            value: series.hidden[i] ? 0 : value,
            at: [s, i],
            itemStyle: value ? {} : { color: "transparent", borderColor: "transparent" },
          })),
        })),
      };
    },

    line(data, ink, size) {
      const drawn = data.series.map((series, s) => ({
        type: "line",
        name: series.name,
        symbol: turn(MARKS, s),
        symbolSize: 8,
        showSymbol: data.labels.length <= 40,
        lineStyle: { width: 2.5, type: turn(DASHES, s), color: turn(ink.series, s) },
        itemStyle: { color: turn(ink.series, s) },
        emphasis: { scale: 1.8 },
        data: series.values.map((value, i) => ({ value, at: [s, i] })),
      }));
      const unseen = data.labels.map((label, i) => ({
        value: data.series.some(({ hidden }) => hidden[i]) ? 0 : null,
        at: [-1, i], // of no series, so that it opens nothing
      }));
      if (unseen.some(({ value }) => value === 0)) {
        drawn.push({
          type: "line",
          name: HIDDEN,
          symbol: "diamond",
          symbolSize: 10,
          lineStyle: { width: 0 },
          itemStyle: { color: ink.subtle },
          data: unseen,
        });
      }
      const top = size.head + (drawn.length > 1 ? 40 : 16);
      return {
        grid: { ...gridOf(data, size), top, left: 24 + size.side, right: 28 + size.side },
        xAxis: { ...labelAxis(data, ink, {}), boundaryGap: false },
        yAxis: valueAxis(data, ink),
        series: drawn,
      };
    },

    heat(data, ink, size) {
      const most = Math.max(1, ...data.series.flatMap(({ values }) => values));
      const side = Math.min(150, size.width * 0.25);
      const isWide = (size.width - side) / data.labels.length >= 62;
      const cell = ({ values, hidden }, s, i) => {
        const color = hidden[i]
          ? ink.page
          : echarts.color.lerp(Math.sqrt(Math.max(values[i] ?? 0, 0) / most), [ink.low, ink.high]);
        const shown = hidden[i] ? (isWide ? HIDDEN : "미만") : (values[i] ?? "").toLocaleString("ko-KR");
        const label = {
          show: true,
          formatter: shown,
          fontSize: hidden[i] ? 11.5 : 13,
          color: hidden[i] ? ink.subtle : echarts.color.lum(color, 0) > 0.46 ? "#000" : "#fff",
        };
        return {
          value: [i, s, values[i] ?? 0],
          at: [s, i],
          itemStyle: {
            color,
            borderColor: hidden[i] ? ink.line : ink.page,
            borderWidth: 1.5,
            borderType: hidden[i] ? "dashed" : "solid",
          },
          label,
        };
      };
      return {
        grid: {
          left: 8 + size.side,
          right: 8 + size.side,
          top: size.head + 8,
          bottom: 4 + size.side,
          containLabel: true,
        },
        xAxis: {
          ...labelAxis(data, ink, { interval: 0, hideOverlap: false }),
          position: "top",
          axisLine: { show: false },
        },
        yAxis: {
          ...labelAxis({ labels: data.series.map(({ name }) => name) }, ink, {
            width: side,
            overflow: "truncate",
            interval: 0,
          }),
          inverse: true,
          axisLine: { show: false },
        },
        series: [
          {
            type: "heatmap",
            data: items(data, cell),
            emphasis: { itemStyle: { borderColor: ink.text, borderWidth: 3 } },
          },
        ],
      };
    },

    cloud(data, ink, size) {
      const [series] = data.series;
      const words = rankOf(data)
        .slice(0, Math.max(24, Math.round(size.width / 10)))
        .map((i) => [i, data.labels[i], series.values[i]]);
      const [least, most] = [words.at(-1)?.[2] ?? 0, words[0]?.[2] ?? 1];
      const sizeOf = (value, largest) => {
        const smallest = clamp(largest * 0.2, 13, 18);
        return smallest + (largest - smallest) * Math.sqrt((value - least) / (most - least || 1));
      };
      const room = (size.width - 16) * (size.height - size.head - 8);
      const area = (largest) =>
        words.reduce(
          (sum, [, word, value]) =>
            sum + (word.length * 0.92 * sizeOf(value, largest) + 14) * (sizeOf(value, largest) * 1.15 + 8),
          0,
        );
      let largest = 110;
      while (largest > 16 && area(largest) > room * 0.72) largest -= 1;
      const text = ([i, name, value], place) => ({
        name,
        value,
        at: [0, i],
        textStyle: {
          color: ink.series[turn(HUES, place)],
          fontSize: Math.round(sizeOf(value, largest)),
          fontWeight: 650,
        },
      });
      return {
        series: [
          {
            type: "wordCloud",
            shape: "square",
            left: 8 + size.side,
            top: size.head + 4,
            width: size.width - 16 - 2 * size.side,
            height: size.height - size.head - 8 - size.side,
            rotationRange: [0, 0],
            gridSize: 12,
            layoutAnimation: false,
            shrinkToFit: true,
            // Set wider than drawn, so that words stand apart. A word that has a ground only when it is pointed at is made
            // anew then, and a finger that points and presses at once would press on what is gone.
            textStyle: { fontFamily: FONT, fontWeight: 900, backgroundColor: "transparent" },
            emphasis: { textStyle: { color: ink.text, backgroundColor: ink.mark } },
            data: words.map(text),
          },
        ],
      };
    },
  };

  function rankOf({ labels, series: [{ values }] }) {
    const seen = labels.map((label, i) => i).filter((i) => values[i] > 0);
    return seen.sort((a, b) => values[b] - values[a] || a - b).slice(0, MOST_WORDS);
  }

  function optionOf(data, ink, size) {
    const box = {
      backgroundColor: ink.page,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontFamily: FONT, fontSize: 13.5, lineHeight: 20 },
    };
    const title = {
      show: size.head > 0,
      text: data.title,
      subtext: size.about,
      left: size.side,
      top: 14,
      textStyle: { color: ink.text, fontSize: 20 },
      subtextStyle: { color: ink.subtle, fontSize: 13 },
    };
    const legend = {
      show: data.kind !== "heat",
      selectedMode: false,
      top: size.head,
      left: 4 + size.side,
      itemWidth: 30,
      textStyle: { color: ink.text, fontFamily: FONT, fontSize: 13 },
    };
    const drawn = KINDS[data.kind](data, ink, size);
    return {
      animation: false,
      textStyle: { fontFamily: FONT },
      title,
      legend: drawn.series.length > 1 ? legend : undefined,
      // HTML would be laid out by inline styles, which our policy refuses.
      tooltip: {
        renderMode: "richText",
        confine: true,
        trigger: data.kind === "line" ? "axis" : "item",
        ...box,
        formatter: (params) => told(data, params),
      },
      ...drawn,
    };
  }

  window.chartKinds = { FONT, clamp, heightOf, isUpright, optionOf, rankOf };
})();
