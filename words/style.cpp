// SPDX-License-Identifier: Apache-2.0
#include "words/style.hpp"

namespace trousse::words {

std::string_view style() {
  return R"css(
* { box-sizing: border-box; }
body { font: 17px/1.5 "DejaVu Sans", Verdana, Arial, sans-serif; color: #000; background: #fff;
  max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .4rem 0; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.2rem 0 .6rem; padding-bottom: .2rem;
  border-bottom: 3px solid #000; }
h3 { font-size: 1.1rem; margin: 1.4rem 0 .4rem; }
p { margin: .45rem 0; }
header { border: 2px solid #000; padding: .6rem 1rem; }
header .secret { font-weight: bold; letter-spacing: .03em; }
header .case { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .88rem; }
th, td { border: 1px solid #555; padding: .3rem .45rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 3px solid #000; overflow-wrap: normal; }
.pairs th { width: 34%; font-weight: normal; color: #333; }
.count td:not(:first-child), .count th:not(:first-child) { text-align: right; }
.count td, .glance td { white-space: nowrap; }
.count td:first-child { white-space: normal; }
.count tr:last-child td { border-top: 3px solid #000; font-weight: bold; }
.glance { text-align: center; }
.glance th, .glance td { text-align: center; }
.glance td { font-size: 1.5rem; font-weight: bold; padding: .5rem; }
.glance thead th { border-bottom: 1px solid #555; font-weight: normal; }
.level { font-weight: bold; white-space: nowrap; }
.critical, .high { color: #8a0000; }
.seen { list-style: none; padding: 0; margin: .6rem 0; }
.seen > li { margin: 0 0 .9rem; break-inside: avoid; }
.card { border: 1px solid #555; border-left-width: .7rem; padding: .5rem .9rem; }
.card.critical, .card.high { border-left-color: #8a0000; color: #000; }
.card p { margin: .2rem 0; }
.nothing, .warning { border: 3px double #000; padding: .6rem 1rem; margin: .8rem 0;
  break-inside: avoid; }
.clocks { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.clocks > section { border: 2px solid #000; padding: .3rem .9rem .6rem; break-inside: avoid; }
.clocks h3 { margin-top: .4rem; }
.steps { padding-left: 0; counter-reset: step; list-style: none; }
.steps > li { counter-increment: step; padding: .35rem 0 .35rem 4.6rem; position: relative;
  break-inside: avoid; border-bottom: 1px solid #bbb; min-height: 2.4rem; }
.steps > li::before { content: "\2610\00a0" counter(step) "."; position: absolute; left: .4rem;
  font-weight: bold; }
.forbidden { padding-left: 0; list-style: none; }
.forbidden > li { padding: .25rem 0 .25rem 2rem; position: relative; break-inside: avoid; }
.forbidden > li::before { content: "\2717"; position: absolute; left: .4rem; font-weight: bold; }
.blank { display: block; border-bottom: 1px solid #000; height: 1.6rem; }
.small { font-size: .88rem; color: #333; }
.facts { margin: .2rem 0 0; padding: 0; list-style: none; font-size: .92em; color: #333; }
.what { font-size: 1.08rem; font-weight: bold; }
.volumes td:nth-child(5) { white-space: nowrap; }
.found { table-layout: fixed; }
.found td, .found th { font-size: 13px; padding: .2rem .3rem; }
.found .level { white-space: normal; }
.found th:nth-child(1) { width: 12%; }
.found th:nth-child(2) { width: 30%; }
.found th:nth-child(3) { width: 24%; }
.found th:nth-child(4) { width: 12%; }
.found th:nth-child(5) { width: 12%; }
.found th:nth-child(6) { width: 10%; }
.warning h3 { margin-top: .2rem; }
.wide td { font-size: .82rem; }
@media (max-width: 45rem) { .clocks { grid-template-columns: 1fr; } }
@page { size: A4; margin: 18mm 14mm 16mm; font: 8pt Arial, sans-serif; }
@media print {
  body { font-size: 11pt; line-height: 1.4; max-width: none; padding: 0; }
  .found td, .found th { font-size: 8pt; }
  h2, h3 { break-after: avoid; }
  .next { break-before: page; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
}
)css";
}

}  // namespace trousse::words
