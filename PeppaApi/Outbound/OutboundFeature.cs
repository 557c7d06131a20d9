using System.Net;

namespace PeppaApi.Outbound;

public static class OutboundFeature
{
    public static IHostApplicationBuilder AddOutbound(this IHostApplicationBuilder builder)
    {
        var allowed = builder.Configuration.GetSection(AddressGuard.Setting).Get<string[]>() ?? [];
        builder.Services.AddSingleton(new AddressGuard(new AllowedHosts(allowed), Dns.GetHostAddressesAsync));
        return builder;
    }
}
