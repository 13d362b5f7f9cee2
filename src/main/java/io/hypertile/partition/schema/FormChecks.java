package io.hypertile.partition.schema;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.partition.Partitioning;
import io.hypertile.text.NearestNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that the parts of a collection's document fit together (zcollection-rules.md 2 to 8). */
final class FormChecks {
  /** Groups within groups. */
  private static final int DEEPEST = 32;

  private final PartitionedForm form;

  private FormChecks(PartitionedForm form) {
    this.form = form;
  }

  /**
   * Checks a collection.
   *
   * @param at its document, for the places of faults
   */
  static void check(PartitionedForm form, JsonCursor at) {
    FormChecks checks = new FormChecks(form);
    JsonCursor schema = at.require("schema", "a schema");
    checks.checkAxis(at.require("axis", "a dimension"));
    checks.checkGroup(form.root(), schema, List.of(), 0);
    checks.checkKeys(at.require("partitioning", "an object"));
  }

  private void checkAxis(JsonCursor at) {
    if (form.root().find(form.axis()).isEmpty()) {
      throw at.fault(
          "%s names no dimension of the schema's top; it has: %s."
              .formatted(at.subject(), names(form.root().dimensions())));
    }
    if (!form.partitioning().dimension().equals(form.axis())) {
      throw at.fault(
          "%s is %s, while the partitioning cuts along %s; both must be one dimension."
              .formatted(at.subject(), at.shown(), form.partitioning().dimension()));
    }
  }

  private static String names(List<DimensionSchema> dimensions) {
    return String.join(", ", dimensions.stream().map(DimensionSchema::name).toList());
  }

  private void checkGroup(
      GroupSchema group, JsonCursor at, List<DimensionSchema> above, int depth) {
    if (depth > DEEPEST) {
      throw at.fault(at.subject() + " is nested more than " + DEEPEST + " groups deep.");
    }
    List<DimensionSchema> known = new ArrayList<>(group.dimensions());
    known.addAll(above);
    for (int i = 0; i < group.variables().size(); i++) {
      checkVariable(group.variables().get(i), at.find("variables").orElseThrow().item(i), known);
    }
    for (int i = 0; i < group.groups().size(); i++) {
      checkGroup(group.groups().get(i), at.find("groups").orElseThrow().item(i), known, depth + 1);
    }
  }

  private void checkVariable(VariableSchema variable, JsonCursor at, List<DimensionSchema> known) {
    for (int i = 0; i < variable.dimensions().size(); i++) {
      String name = variable.dimensions().get(i);
      JsonCursor place = at.find("dimensions").orElseThrow().item(i);
      Optional<DimensionSchema> dimension = GroupSchema.find(known, name);
      if (dimension.isEmpty()) {
        throw place.fault(
            "%s names no dimension of its group or of one above; there are: %s."
                .formatted(place.subject(), names(known)));
      }
      if (variable.dimensions().indexOf(name) < i) {
        throw place.fault(place.subject() + " names a dimension for the second time.");
      }
      if (dimension.get().size().isEmpty() && !name.equals(form.axis())) {
        throw place.fault(
            "%s has no size; only the axis %s may be without one."
                .formatted(place.subject(), form.axis()));
      }
    }
  }

  private void checkKeys(JsonCursor at) {
    for (String name : form.partitioning().variables()) {
      VariableSchema variable =
          form.root().variables().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  at.fault(
                      "The partitioning names the variable \"%s\", which the top of the schema has not%s."
                          .formatted(name, near(name))));
      if (!variable.dimensions().equals(List.of(form.axis()))) {
        throw at.fault(
            "The partitioning needs \"%s\" along the axis %s alone.".formatted(name, form.axis()));
      }
      requireKeyType(at, variable);
    }
  }

  private String near(String name) {
    List<String> known = form.root().variables().stream().map(VariableSchema::name).toList();
    return NearestNames.hint(NearestNames.of(name, known));
  }

  private void requireKeyType(JsonCursor at, VariableSchema variable) {
    boolean isDate = form.partitioning() instanceof Partitioning.ByDate;
    boolean isFit =
        isDate
            ? variable.dtype() instanceof CellType.TimePoint
            : variable.dtype() instanceof DType dtype && dtype.isInteger();
    if (!isFit) {
      throw at.fault(
          "The partitioning needs %s in \"%s\", whose cells are %s."
              .formatted(
                  isDate ? "times" : "whole numbers",
                  variable.name(),
                  variable.dtype().numpyName()));
    }
  }
}
