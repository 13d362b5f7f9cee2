package io.hypertile.dataset.imports.source;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The making of datasets out of an import: of up to {@value #STEP} in one commit, so all of them or
 * none; of more in steps of as many, in order. Names are checked before the first step.
 */
public final class ImportRun {
  /** Datasets of one commit. */
  public static final int STEP = 1000;

  private ImportRun() {}

  /**
   * Outcome of an import.
   *
   * @param count datasets made
   * @param findings sentences on what was read otherwise than other programs read it
   */
  public record Outcome(int count, List<String> findings) {}

  /**
   * Makes all datasets of a source.
   *
   * @param isReplacing whether those that are there are replaced; else {@code already-exists}
   * @throws ServiceException as {@link Datasets#create}; {@code unsupported-storage} if the source
   *     has a name twice
   */
  public static Outcome make(Datasets target, ImportedDatasets source, boolean isReplacing) {
    requireNames(target, source, isReplacing);
    for (int from = 0; from < source.count(); from += STEP) {
      int to = Math.min(source.count(), from + STEP);
      List<NewDataset> step = new ArrayList<>(to - from);
      for (int n = from; n < to; n++) {
        step.add(source.dataset(n));
      }
      target.create(step, isReplacing);
    }
    return new Outcome(source.count(), source.findings());
  }

  private static void requireNames(Datasets target, ImportedDatasets source, boolean isReplacing) {
    Set<DatasetName> names = new HashSet<>();
    try (DatasetsState state = target.open()) {
      for (int n = 0; n < source.count(); n++) {
        DatasetName name = source.name(n);
        if (!names.add(name)) {
          throw fault(ErrorCode.UNSUPPORTED_STORAGE, "The source has two datasets ", name, ".");
        }
        if (!isReplacing && state.find(name).isPresent()) {
          throw fault(
              ErrorCode.ALREADY_EXISTS,
              "There is a dataset ",
              name,
              " already; import with \"replace\": true, or delete it first.");
        }
      }
    }
  }

  private static ServiceException fault(
      ErrorCode code, String before, DatasetName name, String after) {
    return new ServiceException(
        code, before + '"' + name + '"' + after, Map.of("dataset", name.text()), null);
  }
}
