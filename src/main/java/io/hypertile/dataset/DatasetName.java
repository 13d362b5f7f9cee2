package io.hypertile.dataset;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.CodePoints;
import io.hypertile.text.Quoting;
import java.util.Map;

/**
 * Name of a dataset within its collection (atlas-rules.md 7). In a collection that is a hierarchy
 * of Zarr the name is the path of a group, its parts separated by slashes, and {@code ~} is the
 * group at the top; elsewhere a name has one part.
 *
 * @param text the name as given
 */
public record DatasetName(String text) implements Comparable<DatasetName> {
  /** Name of the group at the top of a hierarchy. */
  public static final DatasetName TOP = new DatasetName("~");

  private static final int MAX_BYTES = 1024;

  /**
   * Checks the name.
   *
   * @throws ServiceException {@code invalid-name} if a part of it is empty, {@code .} or {@code
   *     ..}, begins with an underscore, or holds a backslash or a control character
   */
  public DatasetName {
    String fault = NameRules.fault(text, MAX_BYTES);
    if (fault != null) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of the dataset " + fault + ".",
          Map.of("name", Quoting.shortened(text, 100)),
          null);
    }
  }

  /** Whether the name has one part, so that it can be a new dataset's in any collection. */
  public boolean isSimple() {
    return text.indexOf('/') < 0;
  }

  /** In the order of their code points. */
  @Override
  public int compareTo(DatasetName other) {
    return CodePoints.compare(text, other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
