package io.hypertile.partition.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.PathNames;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names of variables as clients give them (zcollection-rules.md 16, 17, 90 to 93). */
final class VariableNames {
  /** The parameter with a list of names. */
  static final String VARIABLES = "variables";

  private final Map<String, Placed> variables;
  private final String axis;

  /** The names of a collection's variables. */
  VariableNames(PartitionedForm form) {
    this.variables = form.root().byPath();
    this.axis = form.axis();
  }

  /**
   * Paths of the variables that a query names, in its order; all without names.
   *
   * @throws ServiceException {@code array-not-found} for one that there is not, {@code
   *     invalid-request} for one that is named twice
   */
  List<String> of(QueryParameters query) {
    Optional<String> given = query.find(VARIABLES);
    if (given.isEmpty()) {
      return List.copyOf(variables.keySet());
    }
    Set<String> paths = new LinkedHashSet<>();
    for (String name : given.get().split(",", -1)) {
      String path = require(name).path();
      if (!paths.add(path)) {
        throw new ServiceException(
            ErrorCode.INVALID_REQUEST,
            "The variable %s is named twice; name it once.".formatted(Quoting.quoted(path)),
            Map.of("parameter", VARIABLES),
            null);
      }
    }
    return List.copyOf(paths);
  }

  /**
   * The variable of a path, with or without a slash before it. One that does not span the axis is
   * found by its name alone as well, where only one bears it.
   *
   * @throws ServiceException {@code array-not-found}
   */
  Placed require(String name) {
    String path = PathNames.plain(name);
    Placed found = variables.get(path);
    if (found != null) {
      return found;
    }
    List<Placed> unique =
        variables.values().stream()
            .filter(each -> each.variable().isImmutable(axis))
            .filter(each -> each.variable().name().equals(path))
            .toList();
    if (unique.size() == 1) {
      return unique.getFirst();
    }
    List<String> nearest = NearestNames.of(path, variables.keySet());
    throw new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "The schema has no variable of this path;%s the document of the collection has all."
            .formatted(nearest.isEmpty() ? "" : " did you mean " + nearest.getFirst() + "?"),
        Map.of("variable", Quoting.shortened(name, 200), "nearest", nearest),
        null);
  }
}
