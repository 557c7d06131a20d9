using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.Azure;

/// <summary>
/// Azure OpenAI: OpenAI's bodies at other addresses with another key header (vendors/azure-openai.md). The model of the
/// channel is the name of the deployment; a base that ends in <c>/openai/v1</c> is the newer surface, which has the model in the body.
/// </summary>
public sealed class AzureUpstream : OpenAIUpstream
{
    /// <summary>Taken where the channel's address names none.</summary>
    public const string DefaultVersion = "2024-10-21";

    public override Uri Address(in UpstreamTarget target, Operation operation, bool stream)
    {
        var root = target.Endpoint.AbsolutePath.TrimEnd('/');
        var path = OpenAIAddress.Path(operation);
        if (operation == Operation.Realtime)
        {
            return RealtimeAddress(target, root);
        }

        if (root.EndsWith("/openai/v1", StringComparison.Ordinal))
        {
            return new Uri(target.Endpoint, $"{root}/{path}{target.Endpoint.Query}");
        }

        root = root.EndsWith("/openai", StringComparison.Ordinal) ? root : root + "/openai";
        var query = target.Endpoint.Query.Length > 0 ? target.Endpoint.Query : $"?api-version={DefaultVersion}";
        return new Uri(target.Endpoint, $"{root}/deployments/{Uri.EscapeDataString(target.Model)}/{path}{query}");
    }

    private static Uri RealtimeAddress(in UpstreamTarget target, string root)
    {
        var (query, model) = (target.Endpoint.Query, Uri.EscapeDataString(target.Model));
        return root.EndsWith("/openai/v1", StringComparison.Ordinal)
            ? SocketCall.Address(target.Endpoint, $"{root}/realtime?model={model}")
            : SocketCall.Address(
                target.Endpoint,
                $"{(root.EndsWith("/openai", StringComparison.Ordinal) ? root : root + "/openai")}/realtime{(query.Length > 0 ? query : $"?api-version={DefaultVersion}")}&deployment={model}");
    }

    public override void Authorize(HttpRequestMessage message, in UpstreamTarget target, in UpstreamAccess access) =>
        message.Headers.TryAddWithoutValidation("api-key", access.Secret);
}
