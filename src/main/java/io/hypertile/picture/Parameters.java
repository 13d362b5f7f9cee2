package io.hypertile.picture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Values of parameters by name. */
record Parameters(Map<String, String> given) {
  Optional<String> find(String name) {
    return Optional.ofNullable(given.get(name));
  }

  /** The value that a text stands for, the first of the choices without one. */
  <T> T choose(String name, Map<String, T> choices) {
    String text = find(name).orElse(choices.keySet().iterator().next());
    T choice = choices.get(text);
    if (choice == null) {
      throw Refusals.choice(name, List.copyOf(choices.keySet()), text);
    }
    return choice;
  }

  /** A whole number between bounds, both inclusive. */
  OptionalInt number(String name, int least, int most) {
    Optional<String> text = find(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    int number = text.get().matches("[0-9]{1,9}") ? Integer.parseInt(text.get()) : -1;
    if (number < least || number > most) {
      throw Refusals.parameter(
          name, "The parameter %s is a whole number from %d to %d.".formatted(name, least, most));
    }
    return OptionalInt.of(number);
  }

  /** Whether the scale is logarithmic; the range fits it. */
  boolean isLog() {
    Map<String, Boolean> choices = new LinkedHashMap<>();
    choices.put("linear", false);
    choices.put("log", true);
    boolean isLog = choose("scale", choices);
    if (isLog && range() instanceof ValueRange.Between between && between.low() <= 0) {
      throw Refusals.parameter(
          ValueRange.NAME, "A logarithmic scale has no zero; let the range begin above it.");
    }
    return isLog;
  }

  ValueRange range() {
    return find(ValueRange.NAME).map(ValueRange::parse).orElse(new ValueRange.Shown());
  }
}
