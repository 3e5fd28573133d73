#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures what operations cost, in instructions, and prints a table with the goals and the peers.

usage: bench.py [--json FILE] [--svg FILE] [--budget | --set-budget] FOLDER
       bench.py --lock FOLDER
       bench.py --where [--throughput PROGRAM] FOLDER

FOLDER: where the build of a board has the benchmark. Each figure is the median of many batches.
--budget: fails if a figure is more than 2 % above that of budget.json; --set-budget: writes that file.
The first row is counted a second time in any case, by the plugin; fails if the two ways differ. Fails,
too, if a row is above its limit: that is a goal that has been met.
--lock: tells instead for how long each operation holds the kernel's lock, and waits for it.
--where: tells instead in which functions each row spends its instructions, and with --throughput what
pairs on several cores get done, by that program of host-sim's build.
"""

import argparse
import json
from pathlib import Path

import boot
import card
import files
import chart
import irq
import lock
import machine
import pairs
import places
import prompt
import throughput
import typed

FOLDER = Path(__file__).parent
GROWTH = 1.02
TOLERANCE = 0.02  # between the two ways of counting: the second has what begins and ends a batch
CHECKED, CHECKED_BY = "ipc.call.0", "smp.cost.1"
LOOP = 6  # instructions of bench_calls (tests/system/bench/run.S) besides its svc
PEERS = ("seL4", "Linux")
PUBLISHED = ("name", "instructions", "unit", "goal", "peers")  # of a row, in the JSON


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--budget", action="store_true")
    parser.add_argument("--set-budget", action="store_true")
    parser.add_argument("--throughput", metavar="PROGRAM", type=Path)
    parser.add_argument("--lock", action="store_true")
    parser.add_argument("--where", action="store_true")
    return parser.parse_args()


def goal_of(row, figures):
    """The goal or the limit: a number, or another row's figure times a factor."""
    other, factor = row.get("goal_over") or row.get("limit_over") or (None, None)
    return row.get("goal") if other is None else round(figures[other] * factor, 2)


def measure(board):
    """The rows, each with its figure and its goal, if it has one."""
    rows = json.loads((FOLDER / "rows.json").read_text())["rows"]
    told = {cores: machine.figures(board["qemu"], board["image"], cores)
            for cores in {row.get("cores", 1) for row in rows}}
    paired, spun = pairs.costs(board)
    counted = (paired | irq.figures(board) | typed.figures(board) | boot.figures(board)
               | prompt.figures(board)
               | machine.figures(board["qemu"], board["restart"], 1)
               | machine.figures(board["qemu"], board["posix"], 1) | card.figures(board)
               | files.figures(board))
    figures = {}
    for row in rows:
        name = row["name"]
        figures[name] = (counted[name] if name in counted else
                         told[row.get("cores", 1)][row.get("measured_as", name)])
    measured = []
    for row in rows:
        unit = row.get("unit", "instructions")
        digits = 2 if unit == "instructions" else 3
        measured.append({"name": row["name"], "instructions": round(figures[row["name"]], digits),
                         "unit": unit, "goal": goal_of(row, figures),
                         "is_limit": "limit_over" in row, "peers": row["peers"]})
        if row["name"] in spun:
            measured[-1]["spinning"] = round(spun[row["name"]], 2)
    return measured


def verdict(row):
    if row["goal"] is None:
        return ""
    return "met" if row["instructions"] <= row["goal"] else "not met"


def table(rows):
    """Ratio: the peer's figure over ours, so that more is better for us."""
    lines = [f"{'operation':18} {'instructions':>12} {'goal':>9} {'':8}"
             + "".join(f" {peer:>9} {'ratio':>7}" for peer in PEERS)]
    for row in rows:
        goal = "" if row["goal"] is None else f"{row['goal']:.6g}"
        digits = 2 if row["unit"] == "instructions" else 3
        line = f"{row['name']:18} {row['instructions']:12.{digits}f} {goal:>9} {verdict(row):8}"
        for peer in PEERS:
            figure = row["peers"].get(peer)
            ratio = "" if figure is None else f"{figure / row['instructions']:.2f}"
            line += f" {'' if figure is None else figure:>9} {ratio:>7}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def spinning(rows):
    """What cores ran while they waited for the kernel's lock, which the table leaves out."""
    return "\n".join(["\nwaiting for the lock, apart:",
                      *(f"{row['name']:18} {row['spinning']:12.2f}"
                        for row in rows if "spinning" in row)])


def published(rows):
    return [{key: row[key] for key in PUBLISHED} for row in rows]


def over_limits(rows):
    return [f"{row['name']}: {row['instructions']:.2f}, above the limit {row['goal']:.2f}"
            for row in rows if row["is_limit"] and row["instructions"] > row["goal"]]


def grown(rows, budget):
    """What is wrong with the figures, by the budget: a sentence each."""
    wrong = [f"{name}: has a budget and is not measured"
             for name in budget.keys() - {row["name"] for row in rows}]
    for row in rows:
        name, figure, allowed = row["name"], row["instructions"], budget.get(row["name"])
        if allowed is None:
            wrong.append(f"{name}: has no budget")
        elif figure > allowed * GROWTH:
            wrong.append(f"{name}: {figure:.2f}, above the budget {allowed:.2f} by "
                         f"{100 * (figure / allowed - 1):.1f} %")
    return sorted(wrong)


def check_twice(rows):
    figures = {row["name"]: row["instructions"] for row in rows}
    figure, counted = figures[CHECKED], figures[CHECKED_BY] - LOOP
    print(f"\n{CHECKED} by virtual time: {figure:.2f}; by the plugin: {counted:.2f}")
    return [] if abs(figure - counted) <= TOLERANCE * figure else [f"{CHECKED}: two ways of counting differ"]


def main():
    given = arguments()
    board = json.loads((given.folder / "machine.json").read_text())
    if given.lock:
        print(lock.tables(board))
        return
    if given.where:
        rows = places.rows(board) + card.places(board) + files.places(board)
        print(places.table(rows))
        if given.throughput:
            print(throughput.table(given.throughput, throughput.trap_costs(rows)))
        return
    rows = measure(board)
    print(table(rows))
    print(spinning(rows))
    wrong = over_limits(rows) + check_twice(rows)
    if given.json:
        given.json.write_text(json.dumps({"rows": published(rows)}, indent=2) + "\n")
    if given.svg:
        given.svg.write_text(chart.svg(rows, PEERS))
    budget = FOLDER / "budget.json"
    figures = {row["name"]: row["instructions"] for row in rows}
    if given.set_budget:
        budget.write_text(json.dumps(figures, indent=2) + "\n")
    if given.budget:
        wrong += grown(rows, json.loads(budget.read_text()))
    if wrong:
        raise SystemExit("\n".join(["", *(f"FAILED: {sentence}" for sentence in wrong)]))


if __name__ == "__main__":
    main()
