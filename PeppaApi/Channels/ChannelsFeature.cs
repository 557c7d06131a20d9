using PeppaApi.Data;
using PeppaApi.Outbound;

namespace PeppaApi.Channels;

public static class ChannelsFeature
{
    public static IHostApplicationBuilder AddChannels(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<KeyVault>();
        builder.Services.AddSingleton<ChannelDirectory>();
        builder.Services.AddSingleton<IDataChangeListener>(services => services.GetRequiredService<ChannelDirectory>());
        builder.Services.AddSingleton<ChannelSelector>();
        builder.Services.AddSingleton<ChannelService>();
        builder.Services.AddSingleton<ChannelTester>();
        builder.Services.AddSingleton(services => new UpstreamHttp(
            services.GetRequiredService<AddressGuard>(),
            TimeSpan.FromSeconds(builder.Configuration.GetValue("Relay:ConnectSeconds", 10))));
        return builder;
    }
}
