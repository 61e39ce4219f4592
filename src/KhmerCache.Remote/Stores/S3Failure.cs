using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace KhmerCache.Remote.Stores;

/// <summary>What the errors of S3 mean.</summary>
internal static class S3Failure
{
    /// <summary>A sentence for <see cref="RemoteFailure.Of"/>, or null for what is none of S3's.</summary>
    public static string? Explain(Exception exception, RemoteAddress address) => exception switch
    {
        AmazonS3Exception answer => Explain(answer, address),
        _ => RemoteFailure.OfConnection(exception) ?? (exception is AmazonClientException or AmazonServiceException ? $"its client says: {RemoteFailure.OneLine(exception)}." : null),
    };

    private static string Explain(AmazonS3Exception answer, RemoteAddress address) => answer.ErrorCode switch
    {
        "NoSuchBucket" => $"there is no bucket '{address.Container}'. Create it, or check the address and its endpoint.",
        "InvalidBucketName" => $"'{address.Container}' is no name of a bucket. Check the address.",
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "ExpiredToken" or "TokenRefreshRequired" or "InvalidSecurity" or "InvalidClientTokenId" =>
            $"it does not accept the credentials ({answer.ErrorCode}). Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile that AWS_PROFILE names.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
            $"the bucket is in another region ({answer.ErrorCode}). Add ?region=NAME to the address, or set AWS_REGION.",
        "RequestTimeTooSkewed" => "the clocks differ too much. Set this machine's clock.",
        _ => Explain(answer.StatusCode, answer),
    };

    private static string Explain(HttpStatusCode status, AmazonS3Exception answer) => status switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized =>
            $"it denies access ({CodeOf(answer)}). Check the credentials, and that they allow s3:ListBucket, s3:GetObject and, to push, s3:PutObject and s3:DeleteObject.",
        HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => $"the bucket is elsewhere ({CodeOf(answer)}). Check the region and the endpoint.",
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => $"it has too much to do ({CodeOf(answer)}). Try again later, or with fewer transfers at once.",
        _ => $"it answers {CodeOf(answer)}: {RemoteFailure.OneLine(answer)}.",
    };

    private static string CodeOf(AmazonS3Exception answer) => string.IsNullOrEmpty(answer.ErrorCode) ? $"{(int)answer.StatusCode}" : $"{(int)answer.StatusCode} {answer.ErrorCode}";
}
