namespace PeppaApi.Settings;

/// <summary>
/// The host names under which there is no site: only the relay's doors and the page on which the holder of a key looks it
/// up. Nothing there names the operator. What is open is said by <see cref="Open{TBuilder}"/>; all else is not found.
/// </summary>
public sealed class ResellerHosts(OperatorSettings settings)
{
    private static readonly object Mark = new();
    private static readonly object Opened = new();

    /// <summary>Whether the request came by such a host. Known from the start of the pipeline on.</summary>
    public static bool Is(HttpContext context) => context.Items.ContainsKey(Mark);

    /// <summary>Whether an endpoint may be reached there.</summary>
    public static bool IsOpen(Endpoint? endpoint) => endpoint?.Metadata.Contains(Opened) == true;

    /// <summary>Lets endpoints be reached there. They must not name the operator, in errors neither.</summary>
    public static TBuilder Open<TBuilder>(TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(Open);
        return endpoints;
    }

    public static void Open(EndpointBuilder endpoint) => endpoint.Metadata.Add(Opened);

    /// <summary>Notes what host the request names. Port, case and a final dot make no other host.</summary>
    internal void MarkIfNamed(HttpContext context)
    {
        var hosts = settings.Get<AddressSettings>().ResellerHosts;
        // The header as it came: the framework turns international names into letters, and gives up on what is none.
        if (hosts.Count > 0 && hosts.Contains(new HostString(context.Request.Headers.Host.ToString()).Host.TrimEnd('.')))
        {
            context.Items[Mark] = Mark;
        }
    }
}
