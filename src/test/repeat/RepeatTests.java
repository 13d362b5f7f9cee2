import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs test classes again and again in one virtual machine: first the number of rounds, then names
 * of classes, or none for all those with threads. With {@code -Dhypertile.test.minutes} no test
 * begins after so many. Each round has a seed of its own; where a test fails it is printed with
 * what failed, and the program ends with 1.
 */
final class RepeatTests {
  /** Every class in which several threads or connections work side by side. */
  private static final List<String> WITH_THREADS =
      List.of(
          "backup.BackupUnderLoadTest",
          "backup.web.BackupServerTest",
          "catalog.OrderBuilderTest",
          "codec.DeflateCodecTest",
          "collection.web.AppendTest",
          "collection.web.DekerExpressionsTest",
          "collection.web.FairnessTest",
          "collection.web.FilterEdgeTest",
          "collection.web.ManagementEdgeTest",
          "collection.web.QuotaTest",
          "collection.web.SecuredServerTest",
          "collection.web.ShutdownTest",
          "collection.web.SimultaneousRequestsTest",
          "collection.web.SlowClientsTest",
          "collection.web.SlowReadersTest",
          "collection.web.SlowTlsReadersTest",
          "collection.web.StreamingTest",
          "collection.web.TracingTest",
          "coordinate.CoordinateCacheTest",
          "dataset.engine.CommittedSegmentDatasetsTest",
          "dataset.engine.LocalSegmentDatasetsTest",
          "dataset.engine.LocalTreeDatasetsTest",
          "dataset.engine.MemorySegmentDatasetsTest",
          "dataset.store.LocalSegmentsTest",
          "dataset.store.MemorySegmentsTest",
          "dataset.store.MergerTest",
          "dataset.store.OtherServersTest",
          "dataset.store.SegmentModelTest",
          "deker.lock.SharedLocksTest",
          "deker.store.Hdf5StorageTest",
          "deker.store.LayoutModelTest",
          "deker.store.SharedStorageTest",
          "deker.store.state.FileClosingTest",
          "engine.MemoryStorageTest",
          "engine.OpenReadersTest",
          "hdf5.cells.ChunkReadTest",
          "http.tomcat.RequestTurnsTest",
          "journal.CrashTest",
          "journal.JournalFailureTest",
          "journal.JournalTest",
          "journal.WriteBoxTest",
          "lock.InProcessLocksTest",
          "memory.MemoryBudgetTest",
          "partition.engine.CommittedExpressionsTest",
          "partition.engine.LocalExpressionsTest",
          "partition.engine.LocalPartitionsTest",
          "partition.engine.MemoryExpressionsTest",
          "partition.engine.MemoryPartitionsTest",
          "partition.engine.TwoServersTest",
          "quota.StoredUseTest",
          "reading.PlanExecutorTest",
          "reading.ReadAheadTest",
          "s3.tree.TreeChangesTest",
          "s3.web.S3FrontTest",
          "store.commit.CommitsTogetherTest",
          "store.commit.CommittedRevisionsTest",
          "store.commit.RacingCommitsTest",
          "store.layer.HedgedCallsTest",
          "store.layer.HedgedStoreTest",
          "store.local.LateCommitsTest",
          "store.local.LocalRevisionsTest",
          "store.local.LocalStoreTest",
          "store.memory.MemoryRevisionsTest",
          "store.memory.MemoryStoreTest",
          "store.named.StoreWatchTest",
          "store.s3.S3CommitsTest",
          "store.s3.S3CounterTest",
          "store.s3.S3FaultsTest",
          "store.s3.S3StoreTest",
          "zarr.cells.CommittedZarrWritingTest",
          "zarr.cells.LocalZarrWritingTest",
          "zarr.cells.MemoryZarrWritingTest",
          "zarr.cells.SegmentedZarrWritingTest",
          "zarr.engine.OpenDatasetsTest");

  private static final String PACKAGE = "io.hypertile.";

  /** What came of a class so far. */
  private static final class Tally {
    private int rounds;
    private long tests;
    private long failed;
    private long millis;
  }

  private RepeatTests() {}

  /** Runs the tests. */
  public static void main(String[] arguments) {
    int rounds = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    List<String> classes =
        arguments.length < 2 ? WITH_THREADS : Arrays.asList(arguments).subList(1, arguments.length);
    long minutes = Long.getLong("hypertile.test.minutes", 1_000_000);
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    Map<String, Tally> tallies = new LinkedHashMap<>();
    Launcher launcher = LauncherFactory.create();
    for (int round = 1; round <= rounds; round++) {
      for (String name : classes) {
        if (System.nanoTime() < end) {
          run(launcher, name, tallies.computeIfAbsent(name, key -> new Tally()), round);
        }
      }
    }
    long failed = 0;
    for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
      Tally tally = entry.getValue();
      failed += tally.failed;
      System.out.printf(
          "%-45s %4d rounds, %6d tests, %3d failed, %7.1f s%n",
          entry.getKey(), tally.rounds, tally.tests, tally.failed, tally.millis / 1e3);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void run(Launcher launcher, String name, Tally tally, int round) {
    String full = name.startsWith(PACKAGE) ? name : PACKAGE + name;
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(full)).build();
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
}
