package io.hypertile.atlas;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.imports.ForeignArray;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.dataset.imports.LazyCells;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A store of ATLAS, opened for import. Faults of ATLAS are not taken over: chunks of an array that
 * was deleted and made again do not come back, texts that were never written are the fill value,
 * texts that look like times are texts, and attributes that a later layer numbers again keep their
 * values. For one thread.
 */
public final class AtlasStore implements ImportedDatasets {
  private static final String OF_DATASETS = "_global";

  /** Sentences of this sort are told; of more, their number. */
  private static final int MOST_FINDINGS = 100;

  private final ReadableObjects objects;
  private final StorePrefix place;
  private final MemoryShare memory;
  private final Metadata metadata;
  private final Map<String, ArrayLayers> layers = new HashMap<>();
  private final List<String> findings = new ArrayList<>();

  private AtlasStore(
      ReadableObjects objects, StorePrefix place, MemoryShare memory, Metadata metadata) {
    this.objects = objects;
    this.place = place;
    this.memory = memory;
    this.metadata = metadata;
  }

  /**
   * Opens a store; reads its document alone.
   *
   * @param memory native memory for blocks and cells
   * @throws ServiceException {@code not-found} if there is no store, {@code unsupported-storage} if
   *     it is of another generation, {@code corrupt-data} if it is damaged
   */
  public static AtlasStore open(ReadableObjects objects, StorePrefix place, MemoryShare memory) {
    return new AtlasStore(objects, place, memory, Metadata.read(objects, place));
  }

  @Override
  public int count() {
    return metadata.datasets().size();
  }

  @Override
  public DatasetName name(int index) {
    return new DatasetName(metadata.datasets().get(index).name());
  }

  @Override
  public List<String> findings() {
    if (findings.size() <= MOST_FINDINGS) {
      return List.copyOf(findings);
    }
    List<String> told = new ArrayList<>(findings.subList(0, MOST_FINDINGS));
    told.add("There are " + (findings.size() - MOST_FINDINGS) + " findings more.");
    return told;
  }

  @Override
  public NewDataset dataset(int index) {
    Metadata.Entry entry = metadata.datasets().get(index);
    List<NewDataset.NewArray> arrays = new ArrayList<>();
    for (Map.Entry<String, JsonNode> array : entry.arrays().properties()) {
      arrays.add(array(entry, array.getKey(), array.getValue()));
    }
    TypedAttributes attributes =
        metadata.version() == 1
            ? inlineAttributes(entry)
            : attributes(
                OF_DATASETS, entry.name(), entry.schema().path("global_attrs"), "the dataset");
    return new NewDataset(name(index), attributes, arrays);
  }

  private TypedAttributes inlineAttributes(Metadata.Entry entry) {
    Map<String, TypedValue> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : entry.schema().path("attributes").properties()) {
      Optional<TypedValue> value = AttributeValues.of(each.getValue());
      value.ifPresent(known -> values.put(each.getKey(), known));
      if (value.isEmpty()) {
        find(
            "Attribute %s of the dataset %s is left out: it has no value."
                .formatted(Quoting.quoted(each.getKey()), Quoting.quoted(entry.name())));
      }
    }
    return new TypedAttributes(values);
  }

  private TypedAttributes attributes(
      String directory, String dataset, JsonNode declared, String owner) {
    if (!declared.isObject() || declared.isEmpty()) {
      return TypedAttributes.NONE;
    }
    Map<String, String> types = new LinkedHashMap<>();
    declared
        .properties()
        .forEach(each -> types.put(each.getKey(), each.getValue().path("type").asString("")));
    ArrayLayers.Attributes found = layers(directory).attributes(dataset, types);
    String whose = owner + (directory.equals(OF_DATASETS) ? " " : " of ") + Quoting.quoted(dataset);
    if (!found.mended().isEmpty()) {
      find(
          "Attributes %s of %s are taken from an older layer: the newest one numbers others."
              .formatted(String.join(", ", found.mended()), whose));
    }
    if (!found.lost().isEmpty()) {
      find(
          "Attributes %s of %s are left out: no layer has their values."
              .formatted(String.join(", ", found.lost()), whose));
    }
    return new TypedAttributes(found.values());
  }

  private NewDataset.NewArray array(Metadata.Entry dataset, String name, JsonNode schema) {
    ArrayName known = new ArrayName(name);
    Optional<ArrayLayers.Resolved> found = layers(name).resolve(dataset.name());
    if (found.isEmpty()) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          "The store of ATLAS is incomplete: the files of array %s do not have dataset %s."
              .formatted(Quoting.quoted(name), Quoting.quoted(dataset.name())),
          Map.of("dataset", dataset.name(), "array", name),
          null);
    }
    ArrayLayers.Resolved array = found.get();
    ArrayEntry entry = array.entry();
    CellType type = entry.type().orElseThrow(() -> noCells(dataset.name(), name, schema));
    tell(dataset.name(), name, array, type);
    TypedAttributes attributes =
        metadata.version() == 1
            ? TypedAttributes.NONE
            : attributes(
                name,
                dataset.name(),
                dataset.schema().path("array_attrs").path(name),
                "array " + Quoting.quoted(name));
    ArrayDefinition definition =
        new ArrayDefinition(
            known,
            type,
            entry.dimensions(),
            entry.shape(),
            chunks(entry),
            entry.fill(),
            Optional.empty(),
            attributes);
    Optional<CellSource> cells =
        array.chunks().isEmpty()
            ? Optional.empty()
            : Optional.of(new LazyCells(opener(array, type)));
    return new NewDataset.NewArray(definition, cells);
  }

  private ForeignArray.Opener opener(ArrayLayers.Resolved array, CellType type) {
    return type.isAnyLength()
        ? () -> new TextCells(array, memory)
        : () -> new FixedCells(array, type, memory);
  }

  private static Shape chunks(ArrayEntry entry) {
    long[] lengths = entry.chunkShape().toArray();
    for (int axis = 0; axis < lengths.length; axis++) {
      lengths[axis] = Math.max(1, lengths[axis]);
    }
    return Shape.of(lengths);
  }

  private void tell(String dataset, String name, ArrayLayers.Resolved array, CellType type) {
    String which = Quoting.quoted(name) + " of " + Quoting.quoted(dataset);
    if (array.hidden() > 0) {
      find(
          ("Array %s was deleted and made again: chunks from before are left out, which ATLAS shows;"
                  + " chunks written since may hold old cells that ATLAS has stored again.")
              .formatted(which));
    }
    boolean hasFill = type.isAnyLength() && array.entry().fill().isPresent();
    if (hasFill && array.chunks().size() < chunkCount(array.entry())) {
      find(
          "Texts of array %s that were never written are the fill value; ATLAS reads them empty."
              .formatted(which));
    }
  }

  /** Chunks of the grid, or as many as a file can have. */
  private static long chunkCount(ArrayEntry entry) {
    double chunks = 1;
    for (long count : new ChunkGrid(entry.shape(), chunks(entry)).counts().toArray()) {
      chunks *= count;
    }
    return (long) chunks;
  }

  private void find(String sentence) {
    findings.add(sentence);
  }

  private ArrayLayers layers(String name) {
    ArrayLayers known = layers.get(name);
    if (known == null) {
      if (!StoreKey.isKey(name) || name.indexOf('/') >= 0) {
        throw new ServiceException(
            ErrorCode.INVALID_NAME,
            "An array of the store has a name that no file can have.",
            Map.of("array", Quoting.shortened(name, 100)),
            null);
      }
      known = ArrayLayers.open(objects, place.child(name));
      layers.put(name, known);
    }
    return known;
  }

  private static ServiceException noCells(String dataset, String name, JsonNode schema) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "Array %s of dataset %s has cells of type %s, which cannot be imported."
            .formatted(
                Quoting.quoted(name),
                Quoting.quoted(dataset),
                schema.path("dtype").path("type").asString("unknown")),
        Map.of("dataset", dataset, "array", name),
        null);
  }

  @Override
  public void close() {
    layers.clear();
  }
}
