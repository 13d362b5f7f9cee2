package io.hypertile.hdf5.filter;

import io.hypertile.codec.UnsupportedCodingException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Look-ups in the rows of {@link Hdf5Filter}, and the refusals of what is not among them. */
public final class Hdf5Filters {
  /** HDF5 keeps the numbers of filters in 16 bits. */
  public static final int LARGEST_NUMBER = 65_535;

  private static final Map<Integer, Hdf5Filter> BY_NUMBER =
      Arrays.stream(Hdf5Filter.values())
          .collect(Collectors.toUnmodifiableMap(Hdf5Filter::number, Function.identity()));

  /** Names of registered filters, for refusals; the file's own name need not be there. */
  private static final Map<Integer, String> FOREIGN =
      Map.ofEntries(
          Map.entry(5, "nbit"),
          Map.entry(6, "scaleoffset"),
          Map.entry(32013, "zfp"),
          Map.entry(32017, "sz"),
          Map.entry(32018, "fcidecomp"),
          Map.entry(32024, "sz3"));

  private static final List<String> PLUGINS =
      Arrays.stream(Hdf5Filter.values())
          .filter(Hdf5Filter::isPlugin)
          .map(Hdf5Filter::codec)
          .toList();

  private Hdf5Filters() {}

  /** Names of the filters that collections ask for by name, in the order to list them in. */
  public static List<String> plugins() {
    return PLUGINS;
  }

  /** The name by which collections ask for a filter; where there is none, its number in digits. */
  public static String codec(int number) {
    return find(number)
        .filter(Hdf5Filter::isPlugin)
        .map(Hdf5Filter::codec)
        .orElseGet(() -> Integer.toString(number));
  }

  /**
   * The number of a filter.
   *
   * @param codec as {@link #codec} gives it
   * @throws IllegalArgumentException if it is neither the name of a plug-in nor a number
   */
  public static int number(String codec) {
    return Arrays.stream(Hdf5Filter.values())
        .filter(filter -> filter.isPlugin() && filter.codec().equals(codec))
        .mapToInt(Hdf5Filter::number)
        .findFirst()
        .orElseGet(() -> Integer.parseInt(codec));
  }

  /** The filter of a number; empty when this build has none. */
  static Optional<Hdf5Filter> find(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }

  /**
   * The filter that a file names.
   *
   * @throws ServiceException {@code unsupported-storage} naming the filter's number and name, and
   *     the library to install where that is all that is missing
   */
  static Hdf5Filter require(StoredFilter stored) {
    Hdf5Filter filter = find(stored.number()).orElseThrow(() -> unsupported(stored));
    requireInstalled(filter, filter.missing());
    return filter;
  }

  static void requireInstalled(Hdf5Filter filter, Optional<String> missing) {
    if (missing.isPresent()) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_STORAGE,
          "HDF5 filter %d (%s) needs a library that this server does not find: install %s and"
                  .formatted(filter.number(), filter.codec(), missing.get())
              + " restart it, or rewrite the array with another compression.",
          Map.of("filter", filter.number(), "name", filter.codec()),
          null);
    }
  }

  /**
   * The filter of a new dataset.
   *
   * @param number registered number
   * @param options filters that the collection asks for
   * @param cellSize bytes of a cell
   * @param chunkBytes bytes of a chunk before filters
   * @throws ServiceException {@code unsupported-storage} if this build has no such filter, {@code
   *     invalid-schema} if an option is out of range
   */
  public static StoredFilter plan(
      int number, List<Integer> options, int cellSize, long chunkBytes) {
    return require(new StoredFilter(number, true, "", options)).plan(options, cellSize, chunkBytes);
  }

  /** The same filters for cells of another size, which the parameters of some depend on. */
  public static FilterPipeline resized(FilterPipeline filters, int cellSize, long chunkBytes) {
    return FilterPipeline.of(
        filters.filters().stream()
            .map(stored ->
                find(stored.number())
                    .filter(Hdf5Filter::hasSizes)
                    .map(filter -> filter.plan(List.of(), cellSize, chunkBytes))
                    .orElse(stored))
            .toList());
  }

  private static ServiceException unsupported(StoredFilter stored) {
    String name = FOREIGN.getOrDefault(stored.number(), stored.name());
    String shown = name.isEmpty() ? "" : " (" + name + ")";
    return unsupported(stored.number(), name, shown);
  }

  /** A refusal of stored bytes in a coding that the filter knows and this build does not have. */
  static ServiceException unsupported(StoredFilter stored, UnsupportedCodingException coding) {
    String name = require(stored).codec();
    return unsupported(
        stored.number(),
        name + "/" + coding.coding(),
        " (%s) and the compressor %s".formatted(name, coding.coding()));
  }

  private static ServiceException unsupported(int number, String name, String shown) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "The cells are stored with HDF5 filter %d%s, which is not supported; rewrite the array with"
                .formatted(number, shown)
            + " another compression.",
        Map.of("filter", number, "name", name),
        null);
  }
}
