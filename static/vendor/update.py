"""Fetch the third-party front end by its npm package names and keep only the files that the pages use.

Run `python static/vendor/update.py` where npm is at hand, then commit what changed.
Serving the pages needs neither npm nor a network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent
ROOT = VENDOR.parent.parent
JOURNEYS = ROOT / "tests" / "journeys"

SOURCE_MAP = re.compile(r"/\*[#@] sourceMappingURL=[^*]*\*/|//[#@] sourceMappingURL=\S*")
REMOTE_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//""", re.IGNORECASE)
LOCAL_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")


@dataclass(frozen=True)
class Package:
    """One npm package: entries are files of it to keep, found again under its versioned folder."""

    name: str
    version: str
    integrity: str
    licence: str
    entries: dict[str, str]  # path in the package -> path kept
    note: str
    folder: Path | None = None  # None: static/vendor/<name>-<version>

    @property
    def target(self) -> Path:
        return self.folder or VENDOR / f"{self.name}-{self.version}"


FONT = "package/dist/web/variable"
PACKAGES = [
    Package(
        "krds-uiux",
        "1.1.0",
        "sha512-4cjL3cpnlTaDrkivVceDpWhHxUYgV2AhiRRbO74I8ZKlnM17BcutEjPOlMOz9RQGAmdEubTsSYoyKFhvD1/g+A==",
        "ISC (package.json); KRDS 이용약관 (README)",
        {
            "package/resources/css/component/output.css": "css/component/output.css",
            "package/resources/css/token/krds_tokens.css": "css/token/krds_tokens.css",
            "package/resources/img/component/icon/": "img/component/icon/",
        },
        "Only `output.css`, its tokens and the icons they name. Left out: `krds.min.css` (links a site), "
        "`component.css` (wrong icon paths), `ui-script.js` (writes attributes as HTML), "
        "the fonts (2,780 syllables).",
    ),
    Package(
        "pretendard-gov",
        "1.3.9",
        "sha512-U9bEVWfBoM5AUAM2yJvmbffrt4oO//onVbKOIzy/pEU0SEP+6O/YmOxGgYaMgDr+zmqhDGhSwQqOnBFSgmp4bQ==",
        "OFL-1.1",
        {
            f"{FONT}/pretendardvariable-gov-dynamic-subset.css": "pretendardvariable-gov-dynamic-subset.css",
            f"{FONT}/woff2-dynamic-subset/": "woff2-dynamic-subset/",
            "package/dist/LICENSE.txt": "LICENSE.txt",
        },
        "The variable font cut in 120 pieces; a page fetches only those whose letters it shows.",
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "0BSD",
        {"package/dist/htmx.min.js": "htmx.min.js", "package/LICENSE": "LICENSE"},
        "The files under `dist/ext` are for htmx 1 and stay out.",
    ),
    Package(
        "echarts",
        "5.6.0",
        "sha512-oTbVTsXfKuEhxftHqL5xprgLoc0k7uScAwtryCgWF6hPYFLRwOUHiFmHGCBKP5NPFNkDVopOieyUqYGH8Fa3kA==",
        "Apache-2.0; BSD-3-Clause (parts of d3, LICENSE-d3)",
        {
            "package/dist/echarts.min.js": "echarts.min.js",
            "package/LICENSE": "LICENSE",
            "package/NOTICE": "NOTICE",
            "package/licenses/LICENSE-d3": "LICENSE-d3",
        },
        "The whole build; only pages with charts ask for it.",
    ),
    Package(
        "echarts-wordcloud",
        "2.1.0",
        "sha512-Kt1JmbcROgb+3IMI48KZECK2AP5lG6bSsOEs+AsuwaWJxQom31RTNd6NFYI01E/YaI1PFZeueaupjlmzSQasjQ==",
        "ISC (package.json); MIT (wordcloud2.js, which it holds)",
        {"package/dist/echarts-wordcloud.js": "echarts-wordcloud.js", "package/package.json": "package.json"},
        "The build that is not minified: it keeps the notice of wordcloud2.js, and the package has no licence file.",
    ),
    Package(
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "MPL-2.0",
        {"package/axe.min.js": "axe.min.js", "package/LICENSE": "axe.LICENSE.txt"},
        "For tests only, never served: kept in `tests/journeys/`.",
        folder=JOURNEYS,
    ),
]


def unpack(package: Package, folder: Path) -> Path:
    """Let npm fetch the package, compare its digest with ours and unpack it."""
    command = ["npm", "pack", "--json", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    packed = json.loads(done.stdout)[0]
    if packed["integrity"] != package.integrity:
        sys.exit(
            f"{package.name} {package.version}: integrity {packed['integrity']} is not {package.integrity}"
        )
    with tarfile.open(folder / packed["filename"]) as archive:
        archive.extractall(folder / package.name, filter="data")
    return folder / package.name


def copy(source: Path, target: Path) -> None:
    """Copy one file; style sheets and scripts lose their source maps and get plain line ends."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        text = source.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        target.write_text(SOURCE_MAP.sub("", text).rstrip() + "\n", encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def named_by(style_sheets: list[Path]) -> set[Path]:
    """The files that the style sheets refer to."""
    return {
        (sheet.parent / url).resolve()
        for sheet in style_sheets
        for url in LOCAL_URL.findall(sheet.read_text(encoding="utf-8"))
        if not url.startswith("data:")
    }


def install(package: Package, unpacked: Path) -> None:
    """Put the entries of a package into place; of a folder only the files that its style sheets name."""
    if package.folder is None:
        shutil.rmtree(package.target, ignore_errors=True)
    files = {source: kept for source, kept in package.entries.items() if not source.endswith("/")}
    for source, kept in files.items():
        copy(unpacked / source, package.target / kept)
    wanted = named_by([package.target / kept for kept in files.values() if kept.endswith(".css")])
    for source, kept in package.entries.items():
        if source.endswith("/"):
            for file in sorted((unpacked / source).iterdir()):
                if (package.target / kept / file.name).resolve() in wanted:
                    copy(file, package.target / kept / file.name)
    if missing := [path for path in wanted if not path.is_file()]:
        sys.exit(f"{package.name} {package.version}: named by a style sheet but not there: {missing}")


def remove_other_versions() -> None:
    """A version that is no longer listed leaves no folder behind."""
    kept = {package.target for package in PACKAGES}
    for folder in VENDOR.iterdir():
        if folder.is_dir() and folder not in kept:
            shutil.rmtree(folder)


def problems() -> list[str]:
    """What would make a page ask another machine, or collectstatic fail."""
    found = []
    for package in PACKAGES:
        for file in sorted(package.target.rglob("*")):
            if file.suffix not in {".css", ".js"}:
                continue
            text = file.read_text(encoding="utf-8")
            if file.suffix == ".css" and REMOTE_URL.search(text):
                found.append(f"{file.relative_to(ROOT)}: a style sheet that asks another site")
            if package.folder is None and SOURCE_MAP.search(text):
                found.append(f"{file.relative_to(ROOT)}: a source map comment")
    return found


def write_readme() -> None:
    """The list of what is here, made from the same table as the files."""
    lines = [
        "# Third-party files",
        "",
        "Made by `update.py` from the npm packages below; never edited by hand. To update: change version",
        "and integrity in `update.py`, run it, look at the pages, commit.",
        "",
    ]
    for package in PACKAGES:
        size = sum(file.stat().st_size for file in package.target.rglob("*") if file.is_file())
        lines += [
            f"## {package.name} {package.version}",
            "",
            f"- source: npm package `{package.name}`, version {package.version}",
            f"- integrity: `{package.integrity}`",
            f"- licence: {package.licence}",
            f"- where: `{package.target.relative_to(ROOT)}/`"
            + (f", {size / 1_000_000:.1f} MB" if package.folder is None else ""),
            f"- {package.note}",
            "",
        ]
    (VENDOR / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            install(package, unpack(package, Path(folder)))
            print(f"{package.name} {package.version} -> {package.target.relative_to(ROOT)}")
    remove_other_versions()
    if found := problems():
        sys.exit("\n".join(found))
    write_readme()


if __name__ == "__main__":
    main()
