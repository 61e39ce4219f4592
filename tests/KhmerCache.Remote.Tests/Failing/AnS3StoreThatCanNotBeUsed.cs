using KhmerCache.Remote.Tests.Servers;

namespace KhmerCache.Remote.Tests.Failing;

/// <summary>Each is one sentence with the address and a remedy, and says nothing that is secret.</summary>
[Collection(S3Collection.Name)]
public sealed class AnS3StoreThatCanNotBeUsed(S3Server server)
{
    private const string Secret = "this-is-not-for-any-log";

    [SkippableFact]
    public async Task A_bucket_that_is_not_there_is_to_be_created()
    {
        var message = await MessageAsync(server.AddressOfNothing(), server.Variables);

        Assert.Matches("^error KHC6001: The remote cache s3://place-[^ ]*/cache can't be used: there is no bucket 'place-[^ ]*'. Create it, ", message);
    }

    [SkippableFact]
    public async Task A_wrong_key_is_told_by_the_variable_that_it_is_in()
    {
        var message = await MessageAsync(await server.NewAddressAsync(), new Dictionary<string, string>(server.Variables) { ["AWS_ACCESS_KEY_ID"] = Secret });

        Assert.Contains("it does not accept the credentials (InvalidAccessKeyId). Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", message, StringComparison.Ordinal);
    }

    /// <summary>s3rver does not give these itself; codes and states are those of Amazon's reference.</summary>
    [SkippableTheory]
    [InlineData(403, "SignatureDoesNotMatch", "it does not accept the credentials (SignatureDoesNotMatch). Check AWS_ACCESS_KEY_ID")]
    [InlineData(400, "ExpiredToken", "it does not accept the credentials (ExpiredToken). Check AWS_ACCESS_KEY_ID")]
    [InlineData(403, "AccessDenied", "it denies access (403 AccessDenied). Check the credentials, and that they allow s3:ListBucket")]
    [InlineData(400, "AuthorizationHeaderMalformed", "the bucket is in another region (AuthorizationHeaderMalformed). Add ?region=NAME")]
    [InlineData(403, "RequestTimeTooSkewed", "the clocks differ too much. Set this machine's clock.")]
    [InlineData(503, "SlowDown", "it has too much to do (503 SlowDown). Try again later")]
    public async Task What_it_answers_is_told_with_a_remedy(int status, string code, string expected)
    {
        var address = await server.NewAddressAsync();
        using var front = new FrontOfS3(server.Endpoint, _ => (status, code));

        var message = await MessageAsync(front.Of(address), server.Variables);

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Where_there_are_no_credentials_the_places_that_were_asked_are_named()
    {
        var message = await MessageAsync(await server.NewAddressAsync(), new Dictionary<string, string>());

        Assert.Contains("no credentials were found", message, StringComparison.Ordinal);
        Assert.Contains("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_region_and_an_endpoint_nobody_knows_where_it_is()
    {
        var message = await MessageAsync("s3://bucket/cache", server.Variables);

        Assert.Contains("no region and no endpoint is known. Add ?region=NAME or ?endpoint=URL to the address, or set AWS_REGION", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_not_known_is_named()
    {
        var message = await MessageAsync("s3://bucket/cache?endpoint=http://no-such-host.invalid", server.Variables);

        Assert.Contains("its host is not known", message, StringComparison.Ordinal);
        Assert.Contains("no-such-host.invalid", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_named()
    {
        using var silence = new SilentServer(listens: false);

        var message = await MessageAsync($"s3://bucket/cache?endpoint={silence.Endpoint}", server.Variables);

        Assert.Contains("the connection failed (", message, StringComparison.Ordinal);
        Assert.Contains(silence.Endpoint.Authority, message, StringComparison.Ordinal);
    }

    /// <summary>Guards against minutes of waiting for a machine that takes connections and hangs.</summary>
    [Fact]
    public async Task One_that_never_answers_is_given_up_on()
    {
        using var silence = new SilentServer(listens: true);

        var message = await MessageAsync($"s3://bucket/cache?endpoint={silence.Endpoint}", server.Variables);

        Assert.Contains("it did not answer in 15 s. Check the endpoint and the network", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_speaks_no_tls_is_told_from_one_that_is_down()
    {
        using var silence = new SilentServer(listens: true, answer: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

        var message = await MessageAsync($"s3://bucket/cache?endpoint=https://{silence.Endpoint.Authority}", server.Variables);

        Assert.Contains("there is no secure connection (", message, StringComparison.Ordinal);
    }

    private static async Task<string> MessageAsync(string address, IReadOnlyDictionary<string, string> variables)
    {
        var (exitCode, lines) = await AskingAlone.ListAsync(address, variables);

        Assert.Equal(1, exitCode);
        Assert.Equal(2, lines.Length);
        Assert.Equal("loaded: AWSSDK.Core AWSSDK.S3", lines[1]);
        Assert.StartsWith("error KHC6001: The remote cache s3://", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, lines[0], StringComparison.Ordinal);
        return lines[0];
    }
}
