package io.hypertile.dataset.store;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StoreKey;
import io.hypertile.text.Quoting;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chunks of a state that boxes need. Boxes that need none are filled at once; arrays whose chunks
 * are not objects by themselves are left to others. For one thread.
 */
final class BoxPlan {
  private final Snapshot state;
  private final StateObjects objects;
  private final ItemCursor cursor = new ItemCursor();
  private final Map<PlaceOf, ArrayPlan> plans = new HashMap<>();
  private final List<ChunkJob> jobs = new ArrayList<>();
  private final List<ArrayBox> others = new ArrayList<>();

  private record PlaceOf(int segment, long offset, int array) {}

  BoxPlan(Snapshot state) {
    this.state = state;
    this.objects = new StateObjects(state);
  }

  /** Chunks to read. */
  List<ChunkJob> jobs() {
    return jobs;
  }

  /** Boxes to be read in another way. */
  List<ArrayBox> others() {
    return others;
  }

  /** Takes a box. */
  void add(ArrayBox box) {
    Table table = state.table();
    int number = table.find(box.dataset().text());
    Row row = table.row(number < 0 ? Integer.MAX_VALUE : number);
    if (!row.findDataset(cursor)) {
      throw missing(ErrorCode.DATASET_NOT_FOUND, "There is no dataset of this name.", box);
    }
    int array = table.arrays().find(box.array().text());
    if (array < 0 || !row.findNext(ItemKey.document(array), cursor)) {
      throw missing(ErrorCode.ARRAY_NOT_FOUND, "The dataset has no array of this name.", box);
    }
    Optional<ArrayPlan> plan = plan(box, array, (ItemValue.Place) cursor.value());
    if (plan.isEmpty() || !isSimple(plan.get().form())) {
      others.add(box);
    } else {
      add(box, row, plan.get());
    }
  }

  private static ServiceException missing(ErrorCode code, String detail, ArrayBox box) {
    return new ServiceException(
        code,
        detail,
        Map.of(
            "dataset", Quoting.shortened(box.dataset().text(), 100),
            "array", Quoting.shortened(box.array().text(), 100)),
        null);
  }

  private Optional<ArrayPlan> plan(ArrayBox box, int array, ItemValue.Place document) {
    PlaceOf place = new PlaceOf(document.segment(), document.offset(), array);
    ArrayPlan known = plans.get(place);
    if (known != null) {
      return Optional.of(known);
    }
    StoreKey key = ObjectName.key(box.dataset().text(), box.array().text(), Optional.empty());
    if (NodeDocument.parse(key.text(), objects.bytes(key, document))
        instanceof ArrayDocument found) {
      plans.put(place, new ArrayPlan(array, ZarrForm.of(key.text(), found)));
    }
    return Optional.ofNullable(plans.get(place));
  }

  /** Whether each chunk is an object by itself, of cells of one size. */
  private static boolean isSimple(ZarrForm form) {
    return form.shards().isEmpty() && !form.isAnyLength();
  }

  private void add(ArrayBox box, Row row, ArrayPlan plan) {
    ZarrForm form = plan.form();
    Region region = box.region();
    boolean isFit =
        Region.whole(form.grid().shape()).contains(region)
            && box.target().cells().byteSize() == region.cells() * form.cellBytes();
    if (!isFit) {
      throw new IllegalArgumentException("no room for " + region + " of " + form.grid().shape());
    }
    if (region.isEmpty()) {
      return;
    }
    List<ChunkJob> stored = new ArrayList<>();
    long cells = 0;
    ChunkCursor chunks = new ChunkCursor(form.grid(), region);
    // The cursor stands at the document, before all chunks; keys of chunks have another order.
    boolean isFirst = true;
    while (chunks.next()) {
      Region chunk = chunks.chunkRegion();
      byte[] key = plan.key(chunks.chunk(), chunk);
      boolean isThere = isFirst ? row.findNext(key, cursor) : row.find(key, cursor);
      isFirst = false;
      if (isThere && cursor.value() instanceof ItemValue.Place place) {
        requireFit(form, place);
        ChunkJob job = job(box, form, chunk, place);
        cells += job.wanted().cells();
        stored.add(job);
      }
    }
    if (cells < region.cells()) {
      box.target().fill(form.fill());
    }
    jobs.addAll(stored);
  }

  private void requireFit(ZarrForm form, ItemValue.Place place) {
    long bytes = form.grid().chunkShape().cells() * form.cellBytes();
    boolean isFit =
        form.chunkChain().isPlain() ? place.length() == bytes : place.length() <= form.mostStored();
    if (!isFit) {
      throw new CorruptDataException(
          state.segment(place.segment()).key(state.place()).text(),
          "chunk",
          place.offset(),
          place.length() + " bytes for a chunk of " + bytes,
          null);
    }
  }

  private static ChunkJob job(ArrayBox box, ZarrForm form, Region chunk, ItemValue.Place place) {
    Region region = box.region();
    int rank = region.rank();
    long[] first = new long[rank];
    long[] last = new long[rank];
    long[] start = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long from = Math.max(region.start(axis), chunk.start(axis));
      first[axis] = from - chunk.start(axis);
      last[axis] = Math.min(region.stop(axis), chunk.stop(axis)) - chunk.start(axis);
      start[axis] = from - region.start(axis);
    }
    Shape shape = region.shape();
    return new ChunkJob(form, place, Region.of(first, last), box.target().cells(), shape, start);
  }
}
