package io.hypertile.dataset.body;

import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.json.DatasetJson;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Datasets from an archive with {@code definitions.json} and a file {@code DATASET/ARRAY.npy} for
 * each array that has cells.
 */
final class BatchArchive {
  /** Name of the entry with the definitions. */
  static final String DEFINITIONS = "definitions.json";

  private BatchArchive() {}

  /**
   * The datasets, in the order of their definitions.
   *
   * @param limit most bytes of the definitions
   * @throws ServiceException {@code malformed-body} if an entry is named by no definition, {@code
   *     invalid-schema}, {@code invalid-name}, and as {@link NpyEntries#declared}
   */
  static List<NewDataset> read(NpyEntries entries, long limit) throws IOException {
    StagedArchive archive = entries.archive();
    if (archive.size(DEFINITIONS).isEmpty()) {
      throw ArchiveFaults.malformed(
          DEFINITIONS, "The archive has no entry definitions.json at its top.");
    }
    JsonCursor root =
        JsonCursor.root(
            ErrorCode.INVALID_SCHEMA,
            JsonReading.parse(archive.bytes(DEFINITIONS, Math.min(limit, JsonReading.MAX_BYTES))));
    Set<String> used = new HashSet<>(Set.of(DEFINITIONS));
    KnownDefinitions definitions = new KnownDefinitions();
    List<NewDataset> datasets = new ArrayList<>();
    for (JsonCursor at : BatchDocument.datasets(root)) {
      NewDataset declared =
          DatasetJson.parse(at, array -> new NewArray(definitions.parse(array), Optional.empty()));
      List<NewArray> arrays = new ArrayList<>();
      for (NewArray array : declared.arrays()) {
        String entry =
            declared.name().text() + '/' + array.definition().name().text() + NpyEntries.ENDING;
        boolean isThere = archive.size(entry).isPresent() && used.add(entry);
        arrays.add(isThere ? entries.declared(entry, array.definition()) : array);
      }
      datasets.add(new NewDataset(declared.name(), declared.attributes(), arrays));
    }
    BatchDocument.requireUnique(datasets);
    for (String name : archive.names()) {
      if (!used.contains(name)) {
        throw new ServiceException(
            ErrorCode.MALFORMED_BODY,
            "The archive has an entry that no definition names.",
            Map.of("entry", name),
            null);
      }
    }
    return datasets;
  }
}
