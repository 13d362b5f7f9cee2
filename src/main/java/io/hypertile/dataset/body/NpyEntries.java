package io.hypertile.dataset.body;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.json.CellTypeNames;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.encode.archive.EntryCells;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** NPY files of an archive as arrays of datasets. */
record NpyEntries(StagedArchive archive, ArrayFormat npy) {
  /** Ending of the names of NPY files. */
  static final String ENDING = ".npy";

  /** Type and shape of the cells of a file. */
  NpyFormat.Described describe(String entry) {
    try (InputStream input = archive.open(entry)) {
      return NpyFormat.describe(input);
    } catch (ServiceException e) {
      throw e.members().containsKey("entry") ? e : e.with("entry", entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The array of a definition with the cells of a file.
   *
   * @throws ServiceException {@code shape-mismatch} or {@code value-out-of-range} if the file has
   *     another shape or type than is declared
   */
  NewArray declared(String entry, ArrayDefinition definition) {
    NpyFormat.Described found = describe(entry);
    if (!found.shape().equals(definition.shape())) {
      throw refusal(
          ErrorCode.SHAPE_MISMATCH,
          "The cells of an array have another shape than its definition says.",
          entry,
          List.of("expected", definition.shape().toList(), "found", found.shape().toList()));
    }
    boolean isText = definition.dtype() instanceof CellType.Text;
    boolean isTaken =
        isText
            ? found.dtype() instanceof CellType.FixedText
                || found.dtype() instanceof CellType.FixedBytes
            : found.dtype().equals(definition.dtype());
    if (!isTaken) {
      throw refusal(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "The cells of an array have another dtype than its definition says; convert them first.",
          entry,
          List.of(
              "expected_dtype",
              CellTypeNames.name(definition.dtype()),
              "found_dtype",
              found.dtype().numpyName()));
    }
    return array(entry, definition);
  }

  /** The array of a definition that was made from a file, with the file's cells. */
  NewArray array(String entry, ArrayDefinition definition) {
    return new NewArray(
        definition,
        Optional.of(
            new EntryCells(
                archive, entry, npy, WriteTarget.of(definition.dtype(), definition.shape()))));
  }

  private static ServiceException refusal(
      ErrorCode code, String detail, String entry, List<Object> pairs) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("entry", entry);
    for (int n = 0; n < pairs.size(); n += 2) {
      members.put((String) pairs.get(n), pairs.get(n + 1));
    }
    return new ServiceException(code, detail, members, null);
  }
}
