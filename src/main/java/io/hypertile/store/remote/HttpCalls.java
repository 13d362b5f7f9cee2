package io.hypertile.store.remote;

import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls over HTTP that end in time, also within a body, and that are tried once. Bodies come as
 * they were sent, never decompressed. Any number of threads.
 */
public final class HttpCalls implements AutoCloseable {
  private static final int CONNECTIONS = 128;
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

  private final String store;
  private final CloseableHttpClient client;

  /**
   * Calls without a connection yet.
   *
   * @param store name of the store in messages
   * @param patience longest wait for a connection and for each next byte of an answer
   */
  public HttpCalls(String store, Duration patience) {
    this(store, client(patience).build());
  }

  private HttpCalls(String store, CloseableHttpClient client) {
    this.store = store;
    this.client = client;
  }

  /** As by the constructor, but redirects are answers like any other. */
  public static HttpCalls withoutRedirects(String store, Duration patience) {
    return new HttpCalls(store, client(patience).disableRedirectHandling().build());
  }

  private static HttpClientBuilder client(Duration patience) {
    Timeout wait = Timeout.of(patience);
    Timeout connect =
        Timeout.of(patience.compareTo(LONGEST_CONNECT) < 0 ? patience : LONGEST_CONNECT);
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(connect)
                        .setSocketTimeout(wait)
                        .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(wait).build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(wait)
                .setResponseTimeout(wait)
                .build())
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .setUserAgent("hypertile");
  }

  /**
   * Sends a request, and follows redirects of GET and HEAD unless it was made without them, to
   * another server only without the header {@code Authorization}.
   *
   * @throws IOException if no answer comes
   */
  public HttpAnswer send(HttpCall call) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.address());
    call.headers().forEach(request::setHeader);
    Optional<ObjectBody> body = call.body();
    if (body.isPresent()) {
      request.setEntity(
          new InputStreamEntity(
              body.get().open(), body.get().size(), ContentType.APPLICATION_OCTET_STREAM));
    }
    return new HttpAnswer(client.executeOpen(host(call.address()), request, null));
  }

  private static HttpHost host(URI address) {
    return new HttpHost(address.getScheme(), address.getHost(), address.getPort());
  }

  /** The failure of a call without an answer, when nothing was changed by it. */
  public StoreException unanswered(IOException cause) {
    return new StoreException(store, "The store does not answer.", Retry.LATER, cause);
  }

  /** The failure of a call that was answered with a status that says that nothing was done. */
  public StoreException refused(int status) {
    if (isTransient(status)) {
      return new StoreException(
          store, "The store answers with status " + status + ".", Retry.ofTransient(status), null);
    }
    String detail =
        status == 401 || status == 403
            ? "The store refuses the credentials."
            : "The store refuses the request with status " + status + ".";
    return new StoreException(store, detail, Retry.NEVER, null);
  }

  /** The failure of a call whose answer is not one of the protocol. */
  public StoreException senseless(String detail) {
    return new StoreException(store, detail, Retry.NEVER, null);
  }

  /**
   * Whether a status may be another one later, and leaves open what was done. 501 is no such
   * status: the service has nothing that does what was asked.
   */
  public static boolean isTransient(int status) {
    return (status >= 500 && status != 501) || status == 429 || status == 408;
  }

  /** Whether a call that failed so was never sent. */
  public static boolean wasNeverSent(IOException failure) {
    return failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof NoRouteToHostException
        || failure instanceof ConnectTimeoutException;
  }

  @Override
  public void close() {
    client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
  }
}
