package io.hypertile.store.http;

import io.hypertile.store.Store;
import io.hypertile.store.StoreContract;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.store.remote.FaultyServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** What is put beside a server is read over HTTP: the reading half of the contract. */
abstract class HttpStoreContract extends StoreContract {
  private FaultyServer server;

  abstract FileRules.Kind kind();

  @Override
  protected Store create() throws Exception {
    Store files = new MemoryStore("files");
    server = new FaultyServer(new FileRules(files, kind()));
    HttpAddress address = HttpAddress.parse(server.address() + "/files");
    return new WrittenBeside(HttpStores.open("test", address, Duration.ofSeconds(5)), files);
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
