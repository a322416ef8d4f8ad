// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

Id kind_row(NetworkPort::Kind kind) {
  switch (kind) {
    case NetworkPort::Kind::wired: return Id::port_wired;
    case NetworkPort::Kind::wifi: return Id::port_wifi;
    case NetworkPort::Kind::mobile: return Id::port_mobile;
    case NetworkPort::Kind::bluetooth: return Id::port_bluetooth;
    case NetworkPort::Kind::other: break;
  }
  return Id::port_other;
}

struct PortWords {
  Id row;
  Look look;
};

PortWords port_words(const NetworkPort& port) {
  if (port.address == Known::yes) return {Id::port_speaks, Look::grave};
  if (port.plugged == Known::yes) return {Id::port_plugged, Look::warning};
  if (port.plugged == Known::no && port.address == Known::no) return {Id::port_cut, Look::good};
  return {Id::port_unknown, Look::warning};
}

void show_ports(Page& page, const Isolation& isolation, const Situation& situation) {
  gap(page);
  for (const auto& port : isolation.ports) {
    const PortWords words = port_words(port);
    evidence(page, say(situation, words.row, {say(situation, kind_row(port.kind)), port.name}),
             words.look);
  }
  if (isolation.ports.empty()) {
    evidence(page, say(situation, Id::isolation_no_port), Look::good);
  }
  if (isolation.radios_off == Known::yes) {
    evidence(page, say(situation, Id::radios_off), Look::good);
  }
  if (isolation.radios_off == Known::no) {
    evidence(page, say(situation, Id::radios_on), Look::warning);
  }
}

Id isolation_row(const Situation& situation) {
  if (!situation.isolation) return Id::isolation_not_watched;
  switch (situation.isolation->cut()) {
    case Known::yes: return Id::isolation_cut;
    case Known::no: return Id::isolation_not_cut;
    case Known::unknown: break;
  }
  return Id::isolation_unknown;
}

}  // namespace

Turn<CheckIsolation> update(CheckIsolation screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const Known cut = situation.isolation ? situation.isolation->cut() : Known::unknown;
  const std::string answer = cut == Known::yes ? "cut" : cut == Known::no ? "not_cut" : "unknown";
  return {std::move(screen), Done{answer}};
}

Page page(const CheckIsolation& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, screen.step.title));
  lines(page, situation, std::get<playbooks::Check>(screen.step.verb).lines);
  if (situation.isolation) show_ports(page, *situation.isolation, situation);
  gap(page);
  const bool cut = situation.isolation && situation.isolation->cut() == Known::yes;
  paragraph(page, say(situation, isolation_row(situation)), cut ? Look::good : Look::warning);
  if (situation.isolation) paragraph(page, say(situation, Id::isolation_scope), Look::quiet);
  keys(page, situation, Keys::go_on);
  return page;
}

}  // namespace trousse::tui
