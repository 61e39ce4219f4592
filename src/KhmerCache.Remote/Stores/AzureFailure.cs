using Azure;
using Azure.Identity;

namespace KhmerCache.Remote.Stores;

/// <summary>What the errors of Azure Blob Storage mean.</summary>
internal static class AzureFailure
{
    private const string Variables = "AZURE_STORAGE_KEY, AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_SAS_TOKEN";

    /// <summary>A sentence for <see cref="RemoteFailure.Of"/>, or null for what is none of Azure's.</summary>
    public static string? Explain(Exception exception, RemoteAddress address) => exception switch
    {
        TimeoutException => $"it did not answer in {StoreRequests.FirstAnswer.TotalSeconds:0} s, or no credentials were found until then. Check the endpoint and the network, or set {Variables}.",
        AuthenticationFailedException => $"no credentials were found ({RemoteFailure.OneLine(exception)}). Set {Variables}, log in with 'az login', or give the machine an identity: environment, workload and managed identity, and developer tools were asked.",
        RequestFailedException { Status: > 0 } answer => Explain(answer, address),
        _ => RemoteFailure.OfConnection(exception) ?? (exception is RequestFailedException or AggregateException ? $"its client says: {RemoteFailure.OneLine(exception)}." : null),
    };

    private static string Explain(RequestFailedException answer, RemoteAddress address) => (answer.ErrorCode, answer.Status) switch
    {
        ("ContainerNotFound", _) => $"there is no container '{address.Container}' in the account '{address.Account}'. Create it, or check the address and its endpoint.",
        ("ContainerBeingDeleted", _) => $"the container '{address.Container}' is being deleted. Create it again in a minute, or check the address.",
        ("InvalidResourceName", _) => $"'{address.Container}' is no name of a container. Check the address.",
        ("AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation", _) or (_, 401) =>
            $"it does not accept the credentials ({CodeOf(answer)}). Check {Variables}, that they are those of the account '{address.Account}', and this machine's clock.",
        ("AuthorizationPermissionMismatch", _) => "it denies access (403 AuthorizationPermissionMismatch). Give the identity the role Storage Blob Data Contributor, or Storage Blob Data Reader to pull only.",
        (_, 403) => $"it denies access ({CodeOf(answer)}). Check the credentials, what they allow, and the firewall of the account '{address.Account}'.",
        (_, 429 or 503) => $"it has too much to do ({CodeOf(answer)}). Try again later, or with fewer transfers at once.",
        _ => $"it answers {CodeOf(answer)}: {RemoteFailure.OneLine(answer)}.",
    };

    private static string CodeOf(RequestFailedException answer) => string.IsNullOrEmpty(answer.ErrorCode) ? $"{answer.Status}" : $"{answer.Status} {answer.ErrorCode}";
}
