"""Travel that another program worked out (r5, OSRM, Valhalla, OpenTripPlanner, ArcGIS): read, and audited."""
