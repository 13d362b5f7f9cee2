package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.bare;
import static io.hypertile.engine.StorageFixtures.count;
import static io.hypertile.engine.StorageFixtures.fill;
import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.key;
import static io.hypertile.engine.StorageFixtures.keyed;
import static io.hypertile.engine.StorageFixtures.keyless;
import static io.hypertile.engine.StorageFixtures.pattern;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.rich;
import static io.hypertile.engine.StorageFixtures.richHeader;
import static io.hypertile.engine.StorageFixtures.source;
import static io.hypertile.engine.StorageFixtures.tiled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link ArrayEngine} promises of arrays as a whole. */
public abstract class ArrayEngineContract extends OpenedStorage {
  private static final Shape SHAPE = Shape.of(3, 4);
  private static final Region ALL = Region.whole(SHAPE);

  private Collection kept(Collection collection) {
    storage.collections().create(collection);
    return collection;
  }

  /** Whether collections of virtual arrays take the place of those of plain ones. */
  protected boolean isTiled() {
    return false;
  }

  private Collection keyedCollection() {
    return kept(ofKind(keyed("keyed", DType.INT32, SHAPE, null)));
  }

  private Collection ofKind(Collection plain) {
    return isTiled() ? tiled(plain, Shape.of(3, 2)) : plain;
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void createdArrayIsFoundByIdAndByKey() {
    Collection collection = keyedCollection();
    ArrayHeader header = header(5);
    StoredArray created = engine.create(collection, header);
    assertThat(created.header()).isEqualTo(header);
    assertThat(created.hasData()).isFalse();
    assertThat(engine.find(collection, header.id())).contains(created);
    assertThat(engine.findByKey(collection, key(5))).contains(created);
    assertThat(engine.findByKey(collection, key(6))).isEmpty();
    assertThat(engine.find(collection, ArrayId.random())).isEmpty();
    assertThat(read(engine, collection, header.id(), ALL)).isEqualTo(fill(collection, ALL));
  }

  @Test
  void arrayFoundToBeReadIsReadInTheStateThatItsReaderNames() {
    Collection collection = keyedCollection();
    ArrayId id = engine.create(collection, header(5)).header().id();
    engine.write(collection, id, ALL, source(pattern(collection, ALL, 1)), Precondition.NONE);
    byte[] before = read(engine, collection, id, ALL);
    StoredArray found = engine.find(collection, id).orElseThrow();
    try (CollectionArray held = engine.findToRead(collection, id).orElseThrow();
        CollectionArray byKey = engine.findToReadByKey(collection, key(5)).orElseThrow();
        CollectionArray left = engine.findToRead(collection, id).orElseThrow()) {
      assertThat(List.of(held.stored(), byKey.stored(), left.stored())).containsOnly(found);
      engine.write(collection, id, ALL, source(pattern(collection, ALL, 2)), Precondition.NONE);
      byte[] after = read(engine, collection, id, ALL);
      for (CollectionArray array : List.of(held, byKey)) {
        try (ArrayReader reader = array.open(ALL)) {
          array.close();
          boolean isOld = reader.array().equals(found);
          assertThat(read(reader, DType.INT32, ALL)).isEqualTo(isOld ? before : after);
        }
      }
    }
    assertThat(engine.findToRead(collection, ArrayId.random())).isEmpty();
    assertThat(engine.findToReadByKey(collection, key(6))).isEmpty();
  }

  @Test
  void headersOfEveryAttributeTypeOutliveARestart() {
    Collection collection = kept(rich("rich"));
    ArrayHeader header = richHeader(ArrayId.random());
    StoredArray created = engine.create(collection, header);
    reopen();
    assertThat(engine.find(collection, header.id())).contains(created);
    assertThat(engine.findByKey(collection, header.primary())).contains(created);
  }

  @Test
  void idsKeepTheirCase() {
    Collection collection = keyedCollection();
    ArrayId mixed = new ArrayId("6A2f41a3-C54C-4ce8-95a8-6a6a4a3d4d5E");
    engine.create(collection, new ArrayHeader(mixed, key(1), count(1)));
    assertThat(engine.list(collection, null, 5)).containsExactly(mixed);
    assertThat(engine.find(collection, mixed)).isPresent();
  }

  @Test
  void createWhenTheIdIsInUseThrowsAndKeepsTheFirst() {
    Collection collection = keyedCollection();
    StoredArray first = engine.create(collection, header(1));
    ArrayHeader sameId = new ArrayHeader(first.header().id(), key(2), count(7));
    assertCode(ErrorCode.ALREADY_EXISTS, () -> engine.create(collection, sameId));
    assertThat(engine.find(collection, first.header().id())).contains(first);
    assertThat(engine.findByKey(collection, key(2))).isEmpty();
  }

  @Test
  void createWhenTheKeyIsInUseThrowsAndKeepsTheFirst() {
    Collection collection = keyedCollection();
    StoredArray first = engine.create(collection, header(1));
    ArrayHeader sameKey = header(1);
    assertCode(ErrorCode.ALREADY_EXISTS, () -> engine.create(collection, sameKey));
    assertThat(engine.find(collection, sameKey.id())).isEmpty();
    assertThat(engine.findByKey(collection, key(1))).contains(first);
    assertThat(engine.list(collection, null, 10)).containsExactly(first.header().id());
  }

  @Test
  void withoutPrimaryAttributesAnyNumberOfArraysMayExist() {
    Collection collection = kept(ofKind(keyless("keyless", DType.UINT8, SHAPE)));
    Set<ArrayId> ids = new HashSet<>();
    for (int n = 0; n < 3; n++) {
      ids.add(engine.create(collection, bare()).header().id());
    }
    assertThat(new HashSet<>(engine.list(collection, null, 10))).isEqualTo(ids);
  }

  @Test
  void ofSimultaneousCreationsOfOneKeyOneSucceeds() throws Exception {
    Collection collection = keyedCollection();
    for (int round = 0; round < 10; round++) {
      int number = round;
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int call = 0; call < 6; call++) {
        calls.add(() -> created(collection, header(number)));
      }
      assertThat(successes(calls)).isEqualTo(1);
      assertThat(engine.findByKey(collection, key(number))).isPresent();
      assertThat(engine.list(collection, null, 100)).hasSize(round + 1);
    }
  }

  @Test
  void ofSimultaneousCreationsOfOneIdOneSucceeds() throws Exception {
    Collection collection = kept(ofKind(keyless("keyless", DType.UINT8, SHAPE)));
    for (int round = 0; round < 10; round++) {
      ArrayHeader header = bare();
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int call = 0; call < 6; call++) {
        calls.add(() -> created(collection, header));
      }
      assertThat(successes(calls)).isEqualTo(1);
    }
  }

  @Test
  void createAllMakesEveryArrayThatCanBe() {
    Collection collection = keyedCollection();
    StoredArray before = engine.create(collection, header(1));
    ArrayHeader second = header(2);
    List<ArrayHeader> headers =
        List.of(
            second,
            header(1),
            new ArrayHeader(before.header().id(), key(3), count(3)),
            header(2),
            new ArrayHeader(second.id(), key(4), count(4)),
            new ArrayHeader(ArrayId.random(), key(5), count(5)));
    List<CreationResult> results = engine.createAll(collection, headers);
    assertThat(results).hasSize(6);
    for (int at = 0; at < 6; at++) {
      ArrayHeader header = headers.get(at);
      if (results.get(at) instanceof CreationResult.Created(StoredArray array)) {
        assertThat(at).isIn(0, 5);
        assertThat(array.header()).isEqualTo(header);
        assertThat(engine.find(collection, header.id())).contains(array);
        assertThat(engine.findByKey(collection, header.primary())).contains(array);
        assertThat(read(engine, collection, header.id(), ALL)).isEqualTo(fill(collection, ALL));
      } else if (results.get(at) instanceof CreationResult.Refused(ServiceException failure)) {
        assertThat(at).isIn(1, 2, 3, 4);
        assertThat(failure.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
      }
    }
    assertThat(engine.find(collection, before.header().id())).contains(before);
    assertThat(engine.findByKey(collection, key(4))).isEmpty();
    assertThat(engine.list(collection, null, 10)).hasSize(3);
    assertThat(engine.createAll(collection, List.of())).isEmpty();
  }

  /** However far apart they are, and whatever is made side by side. */
  @Test
  void createAllMakesTheFirstOfThoseWithOneKeyOrId() {
    Collection collection = keyedCollection();
    List<ArrayHeader> headers = new ArrayList<>();
    for (int number = 0; number < 1_500; number++) {
      headers.add(header(number % 700));
    }
    ArrayHeader first = headers.getFirst();
    headers.add(new ArrayHeader(first.id(), key(5_000), count(1)));
    List<CreationResult> results = engine.createAll(collection, headers);
    for (int number = 0; number < headers.size(); number++) {
      assertThat(results.get(number))
          .as("array %s", number)
          .isInstanceOf(number < 700 ? CreationResult.Created.class : CreationResult.Refused.class);
    }
    assertThat(engine.list(collection, null, 2_000)).hasSize(700);
    assertThat(engine.findByKey(collection, key(0)).orElseThrow().header()).isEqualTo(first);
  }

  @Test
  void createAllOfMoreThanAGroupOutlivesARestart() {
    Collection collection = kept(keyless("keyless", DType.UINT8, SHAPE));
    List<ArrayHeader> headers = new ArrayList<>();
    for (int number = 0; number < 1_201; number++) {
      headers.add(bare());
    }
    assertThat(engine.createAll(collection, headers))
        .allSatisfy(result -> assertThat(result).isInstanceOf(CreationResult.Created.class));
    reopen();
    assertThat(engine.list(collection, null, 2_000))
        .isEqualTo(headers.stream().map(ArrayHeader::id).sorted().toList());
    assertThat(engine.find(collection, headers.getLast().id()).orElseThrow().header())
        .isEqualTo(headers.getLast());
  }

  @Test
  void createAllOfRichHeadersOutlivesARestart() {
    Collection collection = kept(rich("rich"));
    ArrayHeader header = richHeader(ArrayId.random());
    CreationResult result = engine.createAll(collection, List.of(header)).getFirst();
    reopen();
    assertThat(result)
        .isEqualTo(
            new CreationResult.Created(
                engine.findByKey(collection, header.primary()).orElseThrow()));
  }

  @Test
  void ofSimultaneousBatchesEachKeyIsMadeOnce() throws Exception {
    Collection collection = keyedCollection();
    List<Callable<Boolean>> calls = new ArrayList<>();
    AtomicInteger made = new AtomicInteger();
    for (int call = 0; call < 4; call++) {
      boolean reversed = call % 2 == 1;
      calls.add(() -> {
        List<ArrayHeader> headers = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
          headers.add(header(reversed ? 39 - number : number));
        }
        engine.createAll(collection, headers).stream()
            .filter(CreationResult.Created.class::isInstance)
            .forEach(result -> made.incrementAndGet());
        return true;
      });
    }
    assertThat(successes(calls)).isEqualTo(4);
    assertThat(made).hasValue(40);
    assertThat(engine.list(collection, null, 100)).hasSize(40);
  }

  @Test
  void createAllInACollectionThatIsGoneMakesNothing() {
    Collection collection = keyedCollection();
    storage.collections().delete(collection.name());
    assertThat(engine.createAll(collection, List.of(header(1), header(2))))
        .allSatisfy(result ->
            assertThat(((CreationResult.Refused) result).failure().code())
                .isEqualTo(ErrorCode.COLLECTION_NOT_FOUND));
  }

  private boolean created(Collection collection, ArrayHeader header) {
    try {
      engine.create(collection, header);
      return true;
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
      return false;
    }
  }

  private static int successes(List<Callable<Boolean>> calls) throws Exception {
    int successes = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Boolean> result : threads.invokeAll(calls)) {
        successes += result.get() ? 1 : 0;
      }
    }
    return successes;
  }

  @Test
  void listGivesIdsInOrderAfterTheGivenOne() {
    Collection collection = keyedCollection();
    List<ArrayId> ids = new ArrayList<>();
    for (int n = 0; n < 7; n++) {
      ids.add(engine.create(collection, header(n)).header().id());
    }
    ids.sort(null);
    assertThat(engine.list(collection, null, 100)).isEqualTo(ids);
    assertThat(engine.list(collection, null, 3)).isEqualTo(ids.subList(0, 3));
    assertThat(engine.list(collection, ids.get(2), 3)).isEqualTo(ids.subList(3, 6));
    assertThat(engine.list(collection, ids.get(6), 3)).isEmpty();
    engine.delete(collection, ids.get(3), Precondition.NONE);
    assertThat(engine.list(collection, ids.get(3), 2)).isEqualTo(ids.subList(4, 6));
    assertThat(engine.list(collection, ids.get(2), 1)).containsExactly(ids.get(4));
  }

  @Test
  void updateAttributesReplacesTheCustomOnes() {
    Collection collection = keyedCollection();
    StoredArray before = engine.create(collection, header(1));
    ArrayId id = before.header().id();
    StoredArray after =
        engine.updateAttributes(
            collection,
            id,
            current -> {
              assertThat(current).isEqualTo(before.header().custom());
              return count(41);
            },
            Precondition.NONE);
    assertThat(after.header()).isEqualTo(new ArrayHeader(id, key(1), count(41)));
    assertThat(after.version()).isNotEqualTo(before.version());
    assertThat(engine.find(collection, id)).contains(after);
    reopen();
    assertThat(engine.find(collection, id)).contains(after);
    assertThat(engine.findByKey(collection, key(1))).contains(after);
  }

  @Test
  void updateAttributesKeepsTheCells() {
    Collection collection = keyedCollection();
    ArrayId id = engine.create(collection, header(1)).header().id();
    byte[] cells = pattern(collection, ALL, 1);
    engine.write(collection, id, ALL, source(cells), Precondition.NONE);
    assertThat(
            engine
                .updateAttributes(collection, id, current -> count(2), Precondition.NONE)
                .hasData())
        .isTrue();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
  }

  @Test
  void updateAttributesWhenTheChangeThrowsChangesNothing() {
    Collection collection = keyedCollection();
    StoredArray before = engine.create(collection, header(1));
    IllegalStateException refusal = new IllegalStateException("no");
    assertThatThrownBy(() ->
            engine.updateAttributes(
                collection,
                before.header().id(),
                current -> {
                  throw refusal;
                },
                Precondition.NONE))
        .isSameAs(refusal);
    assertThat(engine.find(collection, before.header().id())).contains(before);
  }

  @Test
  void simultaneousUpdatesLoseNothing() throws Exception {
    Collection collection = keyedCollection();
    ArrayId id = engine.create(collection, header(1)).header().id();
    engine.updateAttributes(collection, id, current -> count(0), Precondition.NONE);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      calls.add(() -> {
        for (int n = 0; n < 5; n++) {
          engine.updateAttributes(
              collection, id, ArrayEngineContract::incremented, Precondition.NONE);
        }
        return true;
      });
    }
    assertThat(successes(calls)).isEqualTo(4);
    assertThat(engine.find(collection, id).orElseThrow().header().custom()).isEqualTo(count(20));
  }

  private static Attributes incremented(Attributes current) {
    AttributeValue value = current.find("count").orElseThrow();
    return count(((AttributeValue.IntValue) value).value().longValueExact() + 1);
  }

  @Test
  void deletedArrayIsGoneAndItsKeyIsFree() {
    Collection collection = keyedCollection();
    ArrayHeader header = header(1);
    Version first = engine.create(collection, header).version();
    Version written =
        engine.write(
            collection, header.id(), ALL, source(pattern(collection, ALL, 1)), Precondition.NONE);
    assertThat(engine.delete(collection, header.id(), Precondition.NONE)).isTrue();
    assertThat(engine.delete(collection, header.id(), Precondition.NONE)).isFalse();
    assertThat(engine.find(collection, header.id())).isEmpty();
    assertThat(engine.findByKey(collection, key(1))).isEmpty();
    assertThat(engine.list(collection, null, 5)).isEmpty();
    StoredArray again = engine.create(collection, header);
    assertThat(again.hasData()).isFalse();
    assertThat(again.version()).isNotEqualTo(written);
    assertThat(first).isNotEqualTo(written);
    assertThat(read(engine, collection, header.id(), ALL)).isEqualTo(fill(collection, ALL));
  }

  @Test
  void changesHappenAtTheExpectedVersionOnly() {
    Collection collection = keyedCollection();
    StoredArray created = engine.create(collection, header(1));
    ArrayId id = created.header().id();
    Precondition first = Precondition.at(created.version());
    byte[] cells = pattern(collection, ALL, 1);
    Version second = engine.write(collection, id, ALL, source(cells), first);
    byte[] others = pattern(collection, ALL, 2);
    ErrorCode mismatch = ErrorCode.VERSION_MISMATCH;
    Region box = Region.of(new long[] {0, 1}, new long[] {2, 3});
    byte[] part = pattern(collection, box, 3);
    assertCode(mismatch, () -> engine.write(collection, id, ALL, source(others), first));
    assertCode(mismatch, () -> engine.write(collection, id, box, source(part), first));
    assertCode(mismatch, () -> engine.clear(collection, id, ALL, first));
    assertCode(mismatch, () -> engine.clear(collection, id, box, first));
    assertCode(mismatch, () -> engine.updateAttributes(collection, id, old -> count(5), first));
    assertCode(mismatch, () -> engine.delete(collection, id, first));
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    assertThat(engine.find(collection, id).orElseThrow().version()).isEqualTo(second);

    Version third =
        engine.updateAttributes(collection, id, old -> count(6), Precondition.at(second)).version();
    Precondition notThird = new Precondition(Optional.empty(), Set.of(third));
    assertCode(mismatch, () -> engine.clear(collection, id, ALL, notThird));
    Version fourth = engine.clear(collection, id, ALL, Precondition.at(third));
    assertCode(mismatch, () -> engine.clear(collection, id, ALL, Precondition.at(third)));
    assertThat(engine.delete(collection, id, Precondition.at(fourth))).isTrue();
    assertThat(engine.delete(collection, id, Precondition.at(fourth))).isFalse();
  }

  @Test
  void ofSimultaneousWritesAtOneVersionOneSucceeds() {
    Collection collection = keyedCollection();
    StoredArray created = engine.create(collection, header(1));
    ArrayId id = created.header().id();
    Region box = Region.of(new long[] {0, 1}, new long[] {2, 3});
    for (Region region : List.of(ALL, box)) {
      Version version = engine.find(collection, id).orElseThrow().version();
      byte[] slow = pattern(collection, region, 4);
      byte[] quick = pattern(collection, box, 5);
      CellSource source = source(slow);
      CellSource overtaken =
          target -> {
            if (engine.find(collection, id).orElseThrow().version().equals(version)) {
              engine.write(collection, id, box, source(quick), Precondition.at(version));
            }
            return source.read(target);
          };
      assertCode(
          ErrorCode.VERSION_MISMATCH,
          () -> engine.write(collection, id, region, overtaken, Precondition.at(version)));
      assertThat(read(engine, collection, id, box)).isEqualTo(quick);
    }
  }

  @Test
  void callsOnAnArrayThatIsNotThereThrow() {
    Collection collection = keyedCollection();
    ArrayId id = ArrayId.random();
    byte[] cells = pattern(collection, ALL, 1);
    assertCode(
        ErrorCode.ARRAY_NOT_FOUND,
        () -> engine.open(collection, id, Region.whole(collection.arrays().shape())));
    assertCode(
        ErrorCode.ARRAY_NOT_FOUND,
        () -> engine.write(collection, id, ALL, source(cells), Precondition.NONE));
    assertCode(
        ErrorCode.ARRAY_NOT_FOUND, () -> engine.clear(collection, id, ALL, Precondition.NONE));
    assertCode(
        ErrorCode.ARRAY_NOT_FOUND,
        () -> engine.updateAttributes(collection, id, current -> current, Precondition.NONE));
    assertThat(engine.list(collection, null, 5)).isEmpty();
  }

  @Test
  void arraysOutliveARestart() {
    Collection collection = keyedCollection();
    StoredArray created = engine.create(collection, header(3));
    ArrayId id = created.header().id();
    assertCode(ErrorCode.ALREADY_EXISTS, () -> engine.create(collection, header(3)));
    assertThat(created.hasData()).isFalse();
    StoredArray updated =
        engine.updateAttributes(collection, id, current -> count(9), Precondition.NONE);
    reopen();
    assertThat(engine.find(collection, id)).contains(updated);
    assertThat(engine.findByKey(collection, key(3))).contains(updated);
    assertThat(engine.list(collection, null, 5)).containsExactly(id);
    assertThat(engine.delete(collection, id, Precondition.NONE)).isTrue();
    assertThat(engine.findByKey(collection, key(3))).isEmpty();
  }
}
