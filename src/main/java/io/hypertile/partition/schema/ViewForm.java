package io.hypertile.partition.schema;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Variables that a view has over the partitions of its base (zcollection-rules.md 111 to 113).
 * Immutable.
 *
 * @param dimensions those of the base; empty until the base is known
 * @param variables in order, at the top
 */
public record ViewForm(List<DimensionSchema> dimensions, List<VariableSchema> variables) {
  /** Copies the lists. */
  public ViewForm {
    dimensions = List.copyOf(dimensions);
    variables = List.copyOf(variables);
  }

  /** The same with the dimensions of a base, if it names none itself. */
  public ViewForm over(PartitionedForm base) {
    return dimensions.isEmpty() ? new ViewForm(base.root().dimensions(), variables) : this;
  }

  /**
   * The view's variables alone, as a collection in the same partitions as its base.
   *
   * @throws ServiceException {@code invalid-schema} if they do not fit the base, with a pointer
   */
  public PartitionedForm alone(PartitionedForm base) {
    ViewForm own = over(base);
    own.check(base);
    GroupSchema root =
        new GroupSchema(
            GroupSchema.TOP,
            own.dimensions,
            variables,
            List.of(),
            JsonNodeFactory.instance.objectNode());
    return new PartitionedForm(base.axis(), base.partitioning(), false, root, Optional.empty());
  }

  /** The base with the view's variables behind its own. */
  public PartitionedForm together(PartitionedForm base) {
    GroupSchema top = base.root();
    List<VariableSchema> all = new ArrayList<>(top.variables());
    all.addAll(variables);
    GroupSchema root =
        new GroupSchema(top.name(), top.dimensions(), all, top.groups(), top.attributes());
    return new PartitionedForm(
        base.axis(), base.partitioning(), base.hasCatalog(), root, base.extras());
  }

  private void check(PartitionedForm base) {
    if (variables.isEmpty()) {
      throw fault("/variables", "A view has at least one variable of its own.");
    }
    Set<String> taken = new HashSet<>();
    base.root().variables().forEach(variable -> taken.add(variable.name()));
    base.root().groups().forEach(group -> taken.add(group.name()));
    for (int i = 0; i < variables.size(); i++) {
      VariableSchema variable = variables.get(i);
      String pointer = "/variables/" + i;
      if (!taken.add(variable.name())) {
        throw fault(
            pointer + "/name",
            "The base or the view has \"%s\" already; choose another name."
                .formatted(variable.name()));
      }
      checkDimensions(base, variable, pointer + "/dimensions");
    }
  }

  private void checkDimensions(PartitionedForm base, VariableSchema variable, String pointer) {
    List<String> known = base.root().dimensions().stream().map(DimensionSchema::name).toList();
    List<String> own = variable.dimensions();
    for (int i = 0; i < own.size(); i++) {
      String name = own.get(i);
      Optional<DimensionSchema> there = base.root().find(name);
      if (there.isEmpty()) {
        throw fault(
            pointer + "/" + i,
            "The base has no dimension \"%s\" at its top; there are: %s."
                .formatted(name, String.join(", ", known)));
      }
      if (own.indexOf(name) < i) {
        throw fault(pointer + "/" + i, "The variable has this dimension twice.");
      }
      boolean isSame =
          GroupSchema.find(dimensions, name)
              .filter(each -> each.size().equals(there.get().size()))
              .isPresent();
      if (!isSame) {
        throw fault(
            pointer + "/" + i,
            "The dimension \"%s\" of the base is not as the view has it.".formatted(name));
      }
    }
    if (!own.contains(base.axis())) {
      throw fault(
          pointer,
          "A variable of a view has values for the rows of its base; give it the axis \"%s\"."
              .formatted(base.axis()));
    }
  }

  private static ServiceException fault(String pointer, String detail) {
    return new ServiceException(ErrorCode.INVALID_SCHEMA, detail, Map.of("pointer", pointer), null);
  }
}
