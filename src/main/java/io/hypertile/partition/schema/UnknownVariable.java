package io.hypertile.partition.schema;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.NearestNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Refusals of changes that name a variable which is not in the schema. */
public final class UnknownVariable {
  private UnknownVariable() {}

  /**
   * The failure of a change, with the names that are near.
   *
   * @param code of the failure
   * @param path as the change has it
   * @param known paths of the schema's variables
   */
  public static ServiceException of(ErrorCode code, String path, Collection<String> known) {
    List<String> nearest = NearestNames.of(path, known);
    return new ServiceException(
        code,
        "The schema has no variable \"%s\"%s; nothing was changed."
            .formatted(path, NearestNames.hint(nearest)),
        Map.of("variable", path, "nearest", nearest),
        null);
  }
}
