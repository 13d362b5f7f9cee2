package io.hypertile.zarr.cells;

import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that changes arrays of its own at random, and knows what they are after each change and
 * when it was made.
 */
final class ZarrCrashWorker {
  private final String name;
  private final Random random;
  private final List<String> chains;
  private final List<State> states = new ArrayList<>();
  private final List<Integer> starts = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private @Nullable Throwable failure;

  /** All arrays of the worker; empty where one has not been made. */
  private record State(List<Optional<ZarrModel>> arrays, List<Optional<Version>> versions) {}

  /**
   * A worker without arrays.
   *
   * @param chains codecs of each array
   */
  ZarrCrashWorker(String name, long seed, List<String> chains) {
    this.name = name;
    this.random = new Random(seed);
    this.chains = chains;
    states.add(
        new State(
            chains.stream().map(chain -> Optional.<ZarrModel>empty()).toList(),
            chains.stream().map(chain -> Optional.<Version>empty()).toList()));
  }

  String name() {
    return name;
  }

  /** Why it did not come to its end, if so. */
  @Nullable Throwable failure() {
    return failure;
  }

  private StorePrefix place(int array) {
    return new StorePrefix("data/" + name + "/a" + array);
  }

  /** Makes so many changes, or until one fails. */
  void play(ZarrArrays arrays, int changes, IntSupplier moment) {
    try {
      for (int i = 0; i < changes; i++) {
        change(arrays, moment);
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void change(ZarrArrays arrays, IntSupplier moment) {
    int which = random.nextInt(chains.size());
    State last = states.getLast();
    ZarrModel next = last.arrays().get(which).map(ZarrModel::copy).orElse(null);
    starts.add(moment.getAsInt());
    List<Optional<ZarrModel>> models = new ArrayList<>(last.arrays());
    List<Optional<Version>> versions = new ArrayList<>(last.versions());
    Version version;
    if (next == null) {
      next = new ZarrModel(Shape.of(1 + random.nextInt(11), 1 + random.nextInt(14)));
      version = arrays.create(place(which), ZarrModel.document(next.shape(), chains.get(which)));
    } else {
      version = next.change(random, arrays, place(which));
    }
    ends.add(moment.getAsInt());
    models.set(which, Optional.of(next));
    versions.set(which, Optional.of(version));
    states.add(new State(List.copyOf(models), List.copyOf(versions)));
  }

  /** Fails unless all arrays are as they were before the change that a moment cut, or after it. */
  void requireSame(ZarrArrays arrays, int moment) {
    int done = (int) ends.stream().filter(end -> end <= moment).count();
    int begun = (int) starts.stream().filter(start -> start < moment).count();
    Optional<String> before = difference(arrays, states.get(done));
    if (before.isPresent()) {
      Optional<String> after = difference(arrays, states.get(begun));
      if (after.isPresent()) {
        throw new AssertionError(
            "%s made %d changes of %d: not before, as %s; not after, as %s"
                .formatted(name, done, begun, before.get(), after.get()));
      }
    }
  }

  private Optional<String> difference(ZarrArrays arrays, State state) {
    for (int array = 0; array < chains.size(); array++) {
      Optional<String> found =
          difference(arrays, place(array), state.arrays().get(array), state.versions().get(array));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(
      ZarrArrays arrays,
      StorePrefix place,
      Optional<ZarrModel> expected,
      Optional<Version> version) {
    try (ZarrCells found = arrays.cells(place)) {
      if (expected.isEmpty()) {
        return Optional.of(place + " is there");
      }
      if (!found.shape().equals(expected.get().shape())) {
        return Optional.of(place + " has the shape " + found.shape());
      }
      if (!found.state().version().equals(version.orElseThrow())) {
        return Optional.of(place + " has another version");
      }
      boolean isSame =
          Arrays.equals(
              ZarrStores.read(found, Region.whole(found.shape())), expected.get().cells());
      return isSame ? Optional.empty() : Optional.of(place + " has other cells");
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.ARRAY_NOT_FOUND) {
        return expected.map(there -> place + " is not there");
      }
      throw e;
    }
  }
}
