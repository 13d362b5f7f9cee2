package io.hypertile.atlas;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StorePrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of one name of an array, oldest first: {@code data.af}, {@code data.1.af}, … Later
 * entries of a dataset replace what earlier ones say, chunk by chunk, and a deletion hides all that
 * came before it. For one thread.
 */
final class ArrayLayers {
  private static final int MOST_LAYERS = 100_000;

  private static final long MOST_CELLS = 1L << 58;

  private final List<Footer> layers;

  private ArrayLayers(List<Footer> layers) {
    this.layers = layers;
  }

  /** A chunk, and the layer whose block has it. */
  record PlacedChunk(Footer layer, ArrayEntry.Chunk chunk) {}

  /**
   * The array of a dataset as all layers together have it.
   *
   * @param entry the newest entry
   * @param chunks stored chunks by their number in the grid
   * @param hidden chunks that were there before the array was deleted and made again
   */
  record Resolved(ArrayEntry entry, Map<Long, PlacedChunk> chunks, int hidden) {}

  /** Opens all layers of a name; none if there is no such directory. */
  static ArrayLayers open(ReadableObjects objects, StorePrefix directory) {
    List<Footer> layers = new ArrayList<>();
    for (int n = 0; n < MOST_LAYERS; n++) {
      String name = n == 0 ? "data.af" : "data." + n + ".af";
      Optional<StoreFile> file = StoreFile.find(objects, directory.key(name));
      if (file.isEmpty() && n > 0) {
        break;
      }
      file.map(Footer::read).ifPresent(layers::add);
    }
    return new ArrayLayers(layers);
  }

  /**
   * The array of a dataset.
   *
   * @return empty if there is none, or it is deleted
   * @throws io.hypertile.error.CorruptDataException if a chunk has no place in the array
   */
  Optional<Resolved> resolve(String dataset) {
    ArrayEntry newest = null;
    Map<List<Long>, PlacedChunk> chunks = new HashMap<>();
    int hidden = 0;
    for (Footer layer : layers) {
      for (ArrayEntry entry : layer.find(dataset)) {
        if (entry.isDeleted()) {
          hidden += chunks.size();
          newest = null;
          chunks.clear();
          continue;
        }
        newest = entry;
        for (ArrayEntry.Chunk chunk : entry.chunks()) {
          chunks.put(chunk.position(), new PlacedChunk(layer, chunk));
        }
      }
    }
    if (newest == null) {
      return Optional.empty();
    }
    return Optional.of(new Resolved(newest, numbered(newest, chunks), hidden));
  }

  private static Map<Long, PlacedChunk> numbered(
      ArrayEntry entry, Map<List<Long>, PlacedChunk> chunks) {
    Map<Long, PlacedChunk> numbered = new HashMap<>();
    if (chunks.isEmpty()) {
      return numbered;
    }
    StoreFile file = chunks.values().iterator().next().layer().file();
    requireCountable(file, entry);
    for (int axis = 0; axis < entry.shape().rank(); axis++) {
      if (entry.chunkShape().length(axis) == 0) {
        throw file.corrupt("footer", -1, "chunks of length 0 along axis " + axis);
      }
    }
    Shape grid = new ChunkGrid(entry.shape(), entry.chunkShape()).counts();
    chunks.forEach((position, placed) -> {
      long number = 0;
      for (int axis = 0; axis < grid.rank(); axis++) {
        if (position.get(axis) >= grid.length(axis)) {
          throw placed
              .layer()
              .file()
              .corrupt("footer", -1, "a chunk at " + position + " of a grid of " + grid);
        }
        number = number * grid.length(axis) + position.get(axis);
      }
      numbered.put(number, placed);
    });
    return numbered;
  }

  /** Refuses shapes whose cells, or chunks, are more than can be counted in bytes. */
  private static void requireCountable(StoreFile file, ArrayEntry entry) {
    long cells = 1;
    for (long length : entry.shape().toArray()) {
      long factor = Math.max(1, length);
      if (cells > MOST_CELLS / factor) {
        throw file.corrupt("footer", -1, "an array of more than 2^58 cells");
      }
      cells *= factor;
    }
  }

  /** Attributes, and the names of those for which the newest layer has another's value. */
  record Attributes(Map<String, TypedValue> values, List<String> mended, List<String> lost) {}

  /**
   * Attributes of a dataset or array. Each layer has dictionaries of its own, but ATLAS copies
   * numbers of an older one to the newest entry as they are; so a number counts only where it leads
   * to a key of the schema and to a value of its type.
   *
   * @param declared names of the types by key, in the schema's order
   */
  Attributes attributes(String dataset, Map<String, String> declared) {
    Map<String, TypedValue> found = new HashMap<>();
    Map<String, TypedValue> newest = new HashMap<>();
    for (Footer layer : layers) {
      for (ArrayEntry entry : layer.find(dataset)) {
        if (entry.isDeleted()) {
          found.clear();
          newest.clear();
          continue;
        }
        newest.clear();
        newest.putAll(attributes(layer, entry, declared));
        found.putAll(newest);
      }
    }
    Map<String, TypedValue> values = new LinkedHashMap<>();
    List<String> mended = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    for (String key : declared.keySet()) {
      TypedValue value = found.get(key);
      if (value == null) {
        lost.add(key);
        continue;
      }
      values.put(key, value);
      if (!newest.containsKey(key)) {
        mended.add(key);
      }
    }
    return new Attributes(values, mended, lost);
  }

  private static Map<String, TypedValue> attributes(
      Footer layer, ArrayEntry entry, Map<String, String> declared) {
    Map<String, TypedValue> found = new HashMap<>();
    List<Integer> pairs = entry.attributes();
    for (int n = 0; n < pairs.size(); n += 2) {
      Optional<String> key = layer.key(pairs.get(n));
      Optional<TypedValue> value = layer.value(pairs.get(n + 1));
      String type = key.map(declared::get).orElse(null);
      if (type != null && value.isPresent()) {
        AttributeValues.as(type, value.get())
            .ifPresent(typed -> found.put(key.orElseThrow(), typed));
      }
    }
    return found;
  }
}
