package io.hypertile.store.s3;

import io.hypertile.store.remote.HttpCall;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs requests without a body, by the SDK's signer alone. Thread-safe.
 *
 * @param region region that the signature is for
 * @param clock gives the moments of signatures
 */
record S3Signing(String region, AwsCredentialsProvider credentials, Clock clock) {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  /** The same by another clock. */
  S3Signing by(Clock other) {
    return new S3Signing(region, credentials, other);
  }

  /** The request with the headers of its signature; as it is where the identity is nobody's. */
  HttpCall signed(HttpCall call) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(call.method())).uri(call.address());
    call.headers().forEach(request::putHeader);
    AwsCredentialsIdentity identity = credentials.resolveCredentials();
    SdkHttpRequest signed =
        SIGNER
            .sign(sign ->
                sign.identity(identity)
                    .request(request.build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, false))
            .request();
    Map<String, String> headers = new HashMap<>();
    signed.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
    return new HttpCall(call.method(), call.address(), headers, Optional.empty());
  }
}
