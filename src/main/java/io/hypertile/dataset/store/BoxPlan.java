package io.hypertile.dataset.store;

import io.hypertile.chunk.ChunkCursor;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.table.PlaceMemory;
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
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a state that boxes need. Boxes that need none are filled at once; arrays whose chunks
 * are not objects by themselves are left to others. For one thread.
 */
final class BoxPlan {
  private final Snapshot state;
  private final StateObjects objects;
  private final Known known;
  private final ItemCursor cursor = new ItemCursor();
  private final Map<PlaceOf, ArrayPlan> plans = new HashMap<>();
  private final List<ChunkJob> jobs = new ArrayList<>();
  private final List<ArrayBox> others = new ArrayList<>();
  private @Nullable Target last;
  private PlaceMemory.@Nullable Places recent;

  private record PlaceOf(int segment, long offset, int array) {}

  /** Findings of earlier reads, of any state. */
  record Known(PlaceMemory places, ArrayPlan.Memory plans) {
    /** Bytes of the documents of plans. */
    private static final long MOST_BYTES = 4 << 20;

    /** Empty memories. */
    static Known ofHeap() {
      return new Known(PlaceMemory.ofHeap(), new ArrayPlan.Memory(MOST_BYTES));
    }
  }

  /** Region of arrays of one chunk, which is that of the chunk too, and its bytes. */
  private record Target(ArrayPlan plan, Region region, Shape box, long[] start, long bytes) {
    static Target of(ArrayPlan plan, ArrayBox box) {
      Region region = box.region();
      return new Target(
          plan, region, region.shape(), new long[region.rank()], box.target().cells().byteSize());
    }

    boolean isOf(ArrayPlan other, ArrayBox box) {
      return plan == other
          && bytes == box.target().cells().byteSize()
          && (region == box.region() || region.equals(box.region()));
    }
  }

  BoxPlan(Snapshot state, Known known) {
    this.state = state;
    this.objects = new StateObjects(state);
    this.known = known;
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
    int array = table.arrays().find(box.array().text());
    if (number >= 0 && array >= 0) {
      PlaceMemory.Block block = known.places.block(table, array, number);
      PlaceMemory.Places places = block.find(number);
      if (places == null) {
        add(box, number, array).ifPresent(found -> block.keep(number, found));
      } else {
        addOnly(box, plan(box, array, places.document()).orElseThrow(), places.chunk());
      }
    } else {
      add(box, number, array);
    }
  }

  /** Looks a box up in its row; gives the places of an array of one chunk. */
  private Optional<PlaceMemory.Places> add(ArrayBox box, int number, int array) {
    Row row = state.table().row(number < 0 ? Integer.MAX_VALUE : number);
    if (!row.findDataset(cursor)) {
      throw missing(ErrorCode.DATASET_NOT_FOUND, "There is no dataset of this name.", box);
    }
    if (array < 0 || !row.findNext(ItemKey.document(array), cursor)) {
      throw missing(ErrorCode.ARRAY_NOT_FOUND, "The dataset has no array of this name.", box);
    }
    ItemValue.Place document = (ItemValue.Place) cursor.value();
    Optional<ArrayPlan> plan = plan(box, array, document);
    if (plan.isEmpty() || !plan.get().isSimple()) {
      others.add(box);
      return Optional.empty();
    }
    if (!plan.get().isOfOneChunk()) {
      add(box, row, plan.get());
      return Optional.empty();
    }
    ChunkCursor chunks = new ChunkCursor(plan.get().form().grid(), whole(plan.get()));
    chunks.next();
    byte[] key = plan.get().key(chunks.chunk(), chunks.chunkRegion());
    boolean isThere = row.findNext(key, cursor) && cursor.isPlace();
    ItemValue.@Nullable Place chunk = isThere ? (ItemValue.Place) cursor.value() : null;
    addOnly(box, plan.get(), chunk);
    return Optional.of(places(document, chunk));
  }

  private static Region whole(ArrayPlan plan) {
    return Region.whole(plan.form().grid().shape());
  }

  /** Places, whose document neighbours mostly share. */
  private PlaceMemory.Places places(ItemValue.Place document, ItemValue.@Nullable Place chunk) {
    PlaceMemory.Places before = recent;
    ItemValue.Place shared = document;
    if (before != null
        && before.document().segment() == document.segment()
        && before.document().offset() == document.offset()
        && before.document().length() == document.length()) {
      shared = before.document();
    }
    PlaceMemory.Places made = PlaceMemory.Places.of(shared, chunk);
    recent = made;
    return made;
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
    ArrayPlan plan = plans.get(place);
    if (plan != null) {
      return Optional.of(plan);
    }
    String segment = state.segment(document.segment()).id();
    ArrayPlan kept = known.plans.find(segment, document, array);
    Optional<ArrayPlan> found = kept == null ? read(box, array, document) : Optional.of(kept);
    found.ifPresent(each -> plans.put(place, each));
    if (kept == null) {
      found.ifPresent(each -> known.plans.keep(segment, document, each));
    }
    return found;
  }

  private Optional<ArrayPlan> read(ArrayBox box, int array, ItemValue.Place document) {
    StoreKey key = ObjectName.key(box.dataset().text(), box.array().text(), Optional.empty());
    return NodeDocument.parse(key.text(), objects.bytes(key, document))
            instanceof ArrayDocument found
        ? Optional.of(new ArrayPlan(array, ZarrForm.of(key.text(), found)))
        : Optional.empty();
  }

  private static void requireFit(ArrayBox box, ZarrForm form) {
    Region region = box.region();
    boolean isFit =
        Region.whole(form.grid().shape()).contains(region)
            && box.target().cells().byteSize() == region.cells() * form.cellBytes();
    if (!isFit) {
      throw new IllegalArgumentException("no room for " + region + " of " + form.grid().shape());
    }
  }

  /** Takes a box of an array of one chunk. */
  private void addOnly(ArrayBox box, ArrayPlan plan, ItemValue.@Nullable Place chunk) {
    ZarrForm form = plan.form();
    Target target = last;
    if (target == null || !target.isOf(plan, box)) {
      requireFit(box, form);
      target = Target.of(plan, box);
      last = target;
    }
    if (target.bytes == 0) {
      return;
    }
    if (chunk == null) {
      box.target().fill(form.fill());
      return;
    }
    requireFit(form, chunk);
    jobs.add(
        new ChunkJob(form, chunk, target.region, box.target().cells(), target.box, target.start));
  }

  private void add(ArrayBox box, Row row, ArrayPlan plan) {
    ZarrForm form = plan.form();
    Region region = box.region();
    requireFit(box, form);
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
