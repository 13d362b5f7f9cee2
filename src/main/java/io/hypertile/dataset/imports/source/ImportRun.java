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
 * none; of more in steps of as many, in order, each durable by itself. Names are checked before the
 * first step. An import that ends early says how many it has made, and is resumed with {@link
 * Existing#KEPT}.
 */
public final class ImportRun {
  /** Datasets of one commit, whose documents are in memory until it is made. */
  public static final int STEP = 1000;

  private ImportRun() {}

  /**
   * Outcome of an import.
   *
   * @param count datasets made
   * @param kept datasets that were there and stayed as they were
   * @param findings sentences on what was read otherwise than other programs read it
   */
  public record Outcome(int count, int kept, List<String> findings) {}

  /**
   * Makes all datasets of a source.
   *
   * @throws ServiceException as {@link Datasets#create}, with the number of datasets made before as
   *     {@code datasets} where there are some; {@code already-exists} for a name that is there, if
   *     that is refused; {@code unsupported-storage} if the source has a name twice
   */
  public static Outcome make(Datasets target, ImportedDatasets source, Existing existing) {
    List<Integer> wanted = wanted(target, source, existing);
    int made = 0;
    for (int from = 0; from < wanted.size(); from += STEP) {
      List<Integer> step = wanted.subList(from, Math.min(wanted.size(), from + STEP));
      try {
        List<NewDataset> datasets = new ArrayList<>(step.size());
        step.forEach(n -> datasets.add(source.dataset(n)));
        target.create(datasets, existing == Existing.REPLACED);
      } catch (ServiceException e) {
        throw made == 0 ? e : e.with("datasets", made);
      }
      made += step.size();
    }
    return new Outcome(made, source.count() - made, source.findings());
  }

  /** Numbers of the datasets to make. */
  private static List<Integer> wanted(Datasets target, ImportedDatasets source, Existing existing) {
    Set<DatasetName> names = new HashSet<>();
    List<Integer> wanted = new ArrayList<>();
    try (DatasetsState state = target.open()) {
      for (int n = 0; n < source.count(); n++) {
        DatasetName name = source.name(n);
        if (!names.add(name)) {
          throw fault(ErrorCode.UNSUPPORTED_STORAGE, "The source has two datasets ", name, ".");
        }
        boolean isThere = existing != Existing.REPLACED && state.find(name).isPresent();
        if (isThere && existing == Existing.REFUSED) {
          throw fault(
              ErrorCode.ALREADY_EXISTS,
              "There is a dataset ",
              name,
              " already; import with \"replace\": true, or \"resume\": true to keep it, or delete it"
                  + " first.");
        }
        if (!isThere) {
          wanted.add(n);
        }
      }
    }
    return wanted;
  }

  private static ServiceException fault(
      ErrorCode code, String before, DatasetName name, String after) {
    return new ServiceException(
        code, before + '"' + name + '"' + after, Map.of("dataset", name.text()), null);
  }
}
