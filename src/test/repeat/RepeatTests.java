import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs tests again and again in one virtual machine: first the number of rounds, then names of
 * classes or {@code Class#method}; without names all tests with threads. {@code
 * -Dhypertile.test.first-round} goes on with a later round, and with {@code
 * -Dhypertile.test.minutes} no test begins after so many. Each round has a seed of its own and a
 * line when it has ended; where a test fails it is printed with what failed, and the program ends
 * with 1.
 */
final class RepeatTests {
  /**
   * Tests in which several threads, processes or connections work side by side: all of a class, or
   * those methods that do.
   */
  private static final List<String> WITH_THREADS =
      List.of(
          "StoreCutOffTest",
          "backup.BackupUnderLoadTest",
          "backup.web.BackupServerTest#whatIsRestoredIsOfOneMomentAndServed",
          "backup.web.BackupServerTest#storesInFilesAreBackedUpByThemselves",
          "catalog.OrderBuilderTest",
          "codec.DeflateCodecTest#manyThreadsShareACodec",
          "collection.TrashServiceTest#whoeverRestoresOrPurgesDoesNotWaitForAWalkOverTheRest",
          "collection.web.AppendTest#noneOfManyAtOnceIsLost",
          "collection.web.DirectAnswersTest#clientThatTakesPiecesGetsOneStateWhileTheArrayIsWritten",
          "collection.web.FairnessTest",
          "collection.web.ManagementEdgeTest",
          "collection.web.QuotaTest#sixteenWritersDoNotPassTheLimit",
          "collection.web.SecuredServerTest#writesAndRefusalsAreAudited",
          "collection.web.ShutdownTest",
          "collection.web.SimultaneousRequestsTest",
          "collection.web.SlowClientsTest",
          "collection.web.SlowReadersTest",
          "collection.web.SlowTlsReadersTest",
          "collection.web.StoreInPlaceOfTheRootTest#ofServersThatMakeOneNameAtOnceOneSucceeds",
          "collection.web.StreamingTest#answersLargerThanTwoGigabytesStreamInOrder",
          "collection.web.StreamingTest#failureAfterTheFirstByteCutsTheAnswerOff",
          "collection.web.StreamingTest#clientsThatGoAwayLeaveNothingBehind",
          "collection.web.StreamingTest#requestsBeyondTheMemoryWaitAndAreThenRefused",
          "collection.web.TracingTest#aCollectorThatIsNotThereHoldsNoRequestUp",
          "coordinate.CoordinateCacheTest#manyThreadsThatWantTheSameReadItOnce",
          "dataset.engine.CommittedSegmentDatasetsTest#changesOfManyThreadsAreAllMade",
          "dataset.engine.LocalSegmentDatasetsTest#changesOfManyThreadsAreAllMade",
          "dataset.engine.LocalTreeDatasetsTest#changesOfManyThreadsAreAllMade",
          "dataset.engine.MemorySegmentDatasetsTest#changesOfManyThreadsAreAllMade",
          "dataset.store.LocalSegmentsTest#ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState",
          "dataset.store.MemorySegmentsTest#ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState",
          "dataset.store.MergerTest",
          "dataset.store.OtherServersTest",
          "deker.lock.SharedLocksTest",
          "deker.store.LayoutModelTest#everyLayoutBehavesLikeAnArrayInMemory",
          "deker.store.state.FileClosingTest",
          "engine.OpenReadersTest",
          "hdf5.cells.ChunkReadTest#manyThreadsReadWhatWasWritten",
          "http.tomcat.RequestTurnsTest",
          "journal.CrashTest#replayAfterPowerLossRestoresWhatWasAcknowledged",
          "journal.CrashTest#seedGivesTheSameHistoryAgain",
          "journal.JournalFailureTest",
          "journal.JournalTest#interruptDoesNotHurtTheJournal",
          "journal.JournalTest#commitsOfManyThreadsShareForces",
          "journal.JournalTest#fullSegmentIsReplacedInTheBackground",
          "lock.InProcessLocksTest",
          "memory.MemoryBudgetTest",
          "partition.engine.CommittedExpressionsTest#readersKeepTheirStateWhileOthersUpdate",
          "partition.engine.LocalExpressionsTest#readersKeepTheirStateWhileOthersUpdate",
          "partition.engine.LocalPartitionsTest#severalInsertsAtOnceEndInOneOfTheirOrders",
          "partition.engine.MemoryExpressionsTest#readersKeepTheirStateWhileOthersUpdate",
          "partition.engine.MemoryPartitionsTest#severalInsertsAtOnceEndInOneOfTheirOrders",
          "partition.engine.TwoServersTest",
          "quota.StoredUseTest#collectionsShareAQuotaThatTheyHaveTogether",
          "quota.StoredUseTest#writersAtATimeDoNotPassTheLimit",
          "quota.StoredUseTest#nextStartKnowsWhatWasCountedBeforeItCounts",
          "reading.PlanExecutorTest",
          "reading.ReadAheadTest",
          "s3.tree.TreeChangesTest#manyWritersLoseNothing",
          "s3.web.S3FrontTest#oneOfManyWritersCreatesAnObjectAndNoneIsLost",
          "store.commit.CommitsTogetherTest",
          "store.commit.CommittedRevisionsTest#ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState",
          "store.commit.RacingCommitsTest",
          "store.layer.CallLimitTest#manyReadersOfABusyStoreAreAllAnswered",
          "store.layer.HedgedCallsTest",
          "store.layer.HedgedStoreTest#leaseIsGivenToOneOfManyThatTakeItAtOnce",
          "store.layer.HedgedStoreTest#ofManyThatCreateOneObjectOneSucceeds",
          "store.layer.HedgedStoreTest#ofManyThatReplaceOneStateOneSucceeds",
          "store.layer.HedgedStoreTest#readersBesideAWriterSeeWholeStates",
          "store.layer.KeptStoreTest",
          "store.local.LateCommitsTest",
          "store.local.LocalRevisionsTest#ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState",
          "store.local.LocalStoreTest#leaseIsGivenToOneOfManyThatTakeItAtOnce",
          "store.local.LocalStoreTest#ofManyThatCreateOneObjectOneSucceeds",
          "store.local.LocalStoreTest#ofManyThatReplaceOneStateOneSucceeds",
          "store.local.LocalStoreTest#readersBesideAWriterSeeWholeStates",
          "store.memory.MemoryRevisionsTest#ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState",
          "store.memory.MemoryStoreTest#leaseIsGivenToOneOfManyThatTakeItAtOnce",
          "store.memory.MemoryStoreTest#ofManyThatCreateOneObjectOneSucceeds",
          "store.memory.MemoryStoreTest#ofManyThatReplaceOneStateOneSucceeds",
          "store.memory.MemoryStoreTest#readersBesideAWriterSeeWholeStates",
          "store.named.StoreWatchTest#aStoreThatTakesTooLongCountsAsDownAndIsNotAskedAgainMeanwhile",
          "store.s3.S3CommitsTest#ofRacingCommitsEachIsMadeOnceAndReadersSeeOneState",
          "store.s3.S3CounterTest",
          "store.s3.S3StoreTest#leaseIsGivenToOneOfManyThatTakeItAtOnce",
          "store.s3.S3StoreTest#ofManyThatCreateOneObjectOneSucceeds",
          "store.s3.S3StoreTest#ofManyThatReplaceOneStateOneSucceeds",
          "store.s3.S3StoreTest#readersBesideAWriterSeeWholeStates",
          "zarr.cells.CommittedZarrWritingTest#racingWritersLoseNothing",
          "zarr.cells.LocalZarrWritingTest#racingWritersLoseNothing",
          "zarr.cells.MemoryZarrWritingTest#racingWritersLoseNothing",
          "zarr.cells.SegmentedZarrWritingTest#racingWritersLoseNothing",
          "zarr.engine.OpenDatasetsTest");

  /** Storages whose nested classes are the contracts of engines. */
  private static final List<String> STORAGES =
      List.of(
          "deker.store.Hdf5StorageTest",
          "deker.store.SharedStorageTest",
          "engine.MemoryStorageTest");

  /** Tests of each storage in which several threads work side by side. */
  private static final List<String> OF_STORAGES =
      List.of(
          "Collections#ofSimultaneousCreationsOneSucceeds",
          "Arrays#ofSimultaneousBatchesEachKeyIsMadeOnce",
          "Arrays#ofSimultaneousCreationsOfOneIdOneSucceeds",
          "Arrays#ofSimultaneousCreationsOfOneKeyOneSucceeds",
          "Arrays#simultaneousUpdatesLoseNothing",
          "VirtualArrays#ofSimultaneousBatchesEachKeyIsMadeOnce",
          "VirtualArrays#ofSimultaneousCreationsOfOneIdOneSucceeds",
          "VirtualArrays#ofSimultaneousCreationsOfOneKeyOneSucceeds",
          "VirtualArrays#simultaneousUpdatesLoseNothing",
          "Cells#openReaderKeepsSeeingWhatItOpened",
          "Cells#openReaderOutlivesADelete",
          "Cells#readersNeverSeeHalfAWrite",
          "Cells#writersOfOneArrayWaitForOneAnother",
          "Cells#writersOfOverlappingBoxesTearNothing");

  private static final String PACKAGE = "io.hypertile.";

  /** What came of a test so far. */
  private static final class Tally {
    private int rounds;
    private long tests;
    private long failed;
    private long millis;
  }

  private RepeatTests() {}

  /** Runs the tests. */
  public static void main(String[] arguments) throws ClassNotFoundException {
    int rounds = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    List<String> names =
        arguments.length < 2
            ? withThreads()
            : Arrays.asList(arguments).subList(1, arguments.length);
    Map<String, List<DiscoverySelector>> tests = new LinkedHashMap<>();
    for (String name : names) {
      tests.put(name, selectors(name));
    }
    long minutes = Long.getLong("hypertile.test.minutes", 1_000_000);
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    Map<String, Tally> tallies = new LinkedHashMap<>();
    Launcher launcher = LauncherFactory.create();
    for (int round = Integer.getInteger("hypertile.test.first-round", 1);
        round <= rounds;
        round++) {
      for (String name : names) {
        if (System.nanoTime() < end) {
          Tally tally = tallies.computeIfAbsent(name, key -> new Tally());
          run(launcher, name, tests.get(name), tally, round);
        }
      }
      printRound(round, rounds, tallies);
    }
    tallies.forEach(RepeatTests::print);
    System.exit(failed(tallies) == 0 ? 0 : 1);
  }

  private static List<String> withThreads() {
    List<String> names = new ArrayList<>(WITH_THREADS);
    for (String storage : STORAGES) {
      OF_STORAGES.forEach(test -> names.add(storage + "$" + test));
    }
    return names;
  }

  private static void printRound(int round, int rounds, Map<String, Tally> tallies) {
    long tests = tallies.values().stream().mapToLong(tally -> tally.tests).sum();
    long millis = tallies.values().stream().mapToLong(tally -> tally.millis).sum();
    System.out.printf(
        "Round %d of %d: so far %d tests, %d failed, %.0f s%n",
        round, rounds, tests, failed(tallies), millis / 1e3);
    System.out.flush();
  }

  private static void print(String name, Tally tally) {
    System.out.printf(
        "%-45s %4d rounds, %6d tests, %3d failed, %7.1f s%n",
        name, tally.rounds, tally.tests, tally.failed, tally.millis / 1e3);
  }

  private static long failed(Map<String, Tally> tallies) {
    return tallies.values().stream().mapToLong(tally -> tally.failed).sum();
  }

  private static void run(
      Launcher launcher, String name, List<DiscoverySelector> selectors, Tally tally, int round) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(request, listener);
    TestExecutionSummary summary = listener.getSummary();
    tally.rounds++;
    tally.tests += summary.getTestsStartedCount();
    tally.failed += summary.getTotalFailureCount();
    tally.millis += summary.getTimeFinished() - summary.getTimeStarted();
    if (summary.getTestsStartedCount() == 0) {
      tally.failed++;
      System.out.printf("%s has no tests%n", name);
    }
    if (summary.getTotalFailureCount() > 0) {
      System.out.printf("%s failed in round %d%n", name, round);
      PrintWriter out = new PrintWriter(System.out, true);
      summary.printFailuresTo(out, 60);
    }
  }

  /** A class, or the method of it or of a superclass that has the name behind the {@code #}. */
  private static List<DiscoverySelector> selectors(String name) throws ClassNotFoundException {
    String[] parts = name.split("#", 2);
    Class<?> type = Class.forName(parts[0].startsWith(PACKAGE) ? parts[0] : PACKAGE + parts[0]);
    if (parts.length == 1) {
      return List.of(selectClass(type));
    }
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (Class<?> in = type; in != null && selectors.isEmpty(); in = in.getSuperclass()) {
      for (Method method : in.getDeclaredMethods()) {
        if (method.getName().equals(parts[1])) {
          selectors.add(selectMethod(type, method));
        }
      }
    }
    if (selectors.isEmpty()) {
      throw new IllegalArgumentException("There is no method " + name + ".");
    }
    return selectors;
  }
}
