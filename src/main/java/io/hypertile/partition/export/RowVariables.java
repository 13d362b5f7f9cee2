package io.hypertile.partition.export;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.text.Quoting;
import java.util.Map;

/** Variables that boxes of rows are of. */
final class RowVariables {
  private RowVariables() {}

  /** The variable of a box. */
  static Placed require(Map<String, Placed> variables, String path) {
    Placed found = variables.get(path);
    if (found == null) {
      throw new IllegalStateException("no variable " + path);
    }
    return found;
  }

  static ServiceException onlySeveral() {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE, "Rows have any number of variables, each with a name.");
  }

  /** The refusal of a variable that a format cannot hold. */
  static ServiceException refusal(String path, String fault) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        fault + "; leave it out by variables=, or ask for format=npz.",
        Map.of("variable", Quoting.shortened(path, 100)),
        null);
  }
}
